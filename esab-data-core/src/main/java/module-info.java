/** What a program uses: the domain, the contracts of the stores and the facade over them. */
module com.esab.data {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;
}
