package com.esab.data.examples;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows between the modules and packages; this is the one module from which all others can be seen. */
final class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("com.esab.data");

    private static final DescribedPredicate<JavaClass> OTHER_MODULES = resideInAnyPackage(
            "com.esab.data.neo4j..",
            "com.esab.data.redis..",
            "com.esab.data.postgres..",
            "com.esab.data.testkit..",
            "com.esab.data.serverbinaries..",
            "com.esab.data.operations..",
            "com.esab.data.examples..",
            "com.esab.data.benchmarks..");
    private static final DescribedPredicate<JavaClass> CORE =
            resideInAPackage("com.esab.data..").and(not(OTHER_MODULES)).as("core");
    private static final DescribedPredicate<JavaClass> FACADE = describe("the facade", type -> Stream.of(
                    "com.esab.data.EsabData",
                    "com.esab.data.Sessions",
                    "com.esab.data.Ending",
                    "com.esab.data.PastSessions")
            .anyMatch(name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
    private static final DescribedPredicate<JavaClass> PLATFORM =
            resideInAnyPackage("java..", "javax.sql..", "javax.net..", "org.slf4j..", "org.jspecify..");

    @Test
    void all_modules_are_seen() {
        assertThat(Stream.of(
                        "",
                        ".catalog",
                        ".internal.compatibility",
                        ".neo4j",
                        ".redis",
                        ".postgres",
                        ".operations.micrometer",
                        ".testkit.server"))
                .allSatisfy(name -> assertThat(CLASSES.containPackage("com.esab.data" + name))
                        .as(name)
                        .isTrue());
        assertThat(CLASSES.stream().filter(FACADE)).hasSizeGreaterThan(2);
    }

    @Test
    void core_knows_no_driver_and_no_other_module() {
        classes()
                .that(CORE)
                .should()
                .onlyDependOnClassesThat(CORE.or(PLATFORM)
                        .or(resideInAnyPackage("com.fasterxml.jackson.core..", "de.siegmar.fastcsv..")))
                .check(CLASSES);
    }

    @Test
    void the_json_parser_is_known_to_json_and_to_the_document_of_a_session_only() {
        noClasses()
                .that(CORE)
                .and()
                .resideOutsideOfPackages("com.esab.data.json", "com.esab.data.internal.json")
                .and()
                .doNotHaveFullyQualifiedName("com.esab.data.session.SessionDocument")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(CLASSES);
    }

    @Test
    void the_csv_parser_is_known_to_the_catalogue_only() {
        noClasses()
                .that(CORE)
                .and()
                .resideOutsideOfPackage("com.esab.data.catalog")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("de.siegmar..")
                .check(CLASSES);
    }

    @Test
    void micrometer_is_optional_so_one_package_of_the_operations_alone_knows_it() {
        noClasses()
                .that(not(resideInAnyPackage("com.esab.data.operations.micrometer..", "com.esab.data.examples..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "com.esab.data.neo4j.., org.neo4j.driver.., org.neo4j.driver..",
        "com.esab.data.redis.., io.lettuce.core.., io.netty..",
        "com.esab.data.postgres.., org.postgresql.., com.zaxxer.hikari.."
    })
    void a_store_module_knows_core_and_its_driver_only(String module, String driver, String besides) {
        classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(CORE.or(PLATFORM).or(resideInAnyPackage(module, driver, besides)))
                .check(CLASSES);
    }

    @Test
    void nobody_outside_core_uses_its_internals() {
        noClasses()
                .that(not(CORE))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.esab.data.internal..")
                .check(CLASSES);
    }

    @Test
    void nobody_in_core_but_the_facade_itself_knows_the_facade() {
        noClasses()
                .that(CORE)
                .and(not(FACADE))
                .should()
                .dependOnClassesThat(FACADE)
                .check(CLASSES);
    }

    @Test
    void a_store_module_does_not_know_the_facade_either() {
        noClasses()
                .that(resideInAnyPackage("com.esab.data.neo4j..", "com.esab.data.redis..", "com.esab.data.postgres.."))
                .should()
                .dependOnClassesThat(FACADE)
                .check(CLASSES);
    }

    @Test
    void stores_in_memory_are_for_the_facade_and_for_tests() {
        noClasses()
                .that(CORE)
                .and(not(FACADE))
                .and()
                .resideOutsideOfPackage("com.esab.data.memory")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.esab.data.memory")
                .check(CLASSES);
    }
}
