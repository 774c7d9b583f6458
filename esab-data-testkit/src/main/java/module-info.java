/** Contract suites for stores, and real servers to run them on. */
module com.esab.data.testkit {
    requires transitive com.esab.data;
    requires static transitive org.jspecify;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires testcontainers;
}
