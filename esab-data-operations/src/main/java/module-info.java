/** What operators of the three databases use. */
module com.esab.data.operations {
    requires transitive com.esab.data;
    requires static transitive micrometer.core;
    requires static transitive org.jspecify;

    exports com.esab.data.operations.micrometer;
}
