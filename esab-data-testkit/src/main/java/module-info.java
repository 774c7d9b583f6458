/** Contract suites for stores, and real servers to run them on. */
module com.esab.data.testkit {
    requires transitive com.esab.data;
    requires static transitive org.jspecify;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires java.sql;
    requires com.github.dockerjava.api;
    requires testcontainers;

    exports com.esab.data.testkit.catalog;
    exports com.esab.data.testkit.contract;
    exports com.esab.data.testkit.relay;
    exports com.esab.data.testkit.server;
    exports com.esab.data.testkit.server.spi;

    uses com.esab.data.testkit.server.spi.ServerLauncher;
}
