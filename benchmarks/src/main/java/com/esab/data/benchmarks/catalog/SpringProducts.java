package com.esab.data.benchmarks.catalog;

import com.esab.data.benchmarks.harness.Addresses;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Driver;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.data.neo4j.config.AbstractNeo4jConfig;
import org.springframework.data.neo4j.core.Neo4jTemplate;
import org.springframework.data.neo4j.repository.Neo4jRepository;
import org.springframework.data.neo4j.repository.config.EnableNeo4jRepositories;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring Data Neo4j as its reference sets it up: a repository to save, Cypher of one's own that gives entities to ask. */
final class SpringProducts implements AutoCloseable {

    private static final String URI = "uri";

    private final AnnotationConfigApplicationContext context;
    private final Repository repository;
    private final Neo4jTemplate template;

    /** Saves products with all they are joined to. */
    interface Repository extends Neo4jRepository<SpringProduct, String> {}

    /** The driver, and where entities and repositories are. */
    @Configuration(proxyBeanMethods = false)
    @EnableNeo4jRepositories(considerNestedRepositories = true)
    static class Settings extends AbstractNeo4jConfig {

        private final Environment environment;

        Settings(Environment environment) {
            this.environment = environment;
        }

        @Bean
        @Override
        public Driver driver() {
            return Addresses.neo4jDriver(environment.getRequiredProperty(URI));
        }

        /** With the ids that Neo4j 5 has. */
        @Bean
        @Override
        public org.neo4j.cypherdsl.core.renderer.Configuration cypherDslConfiguration() {
            return org.neo4j.cypherdsl.core.renderer.Configuration.newConfig()
                    .withDialect(org.neo4j.cypherdsl.core.renderer.Dialect.NEO4J_5)
                    .build();
        }

        @Override
        protected Collection<String> getMappingBasePackages() {
            return List.of(SpringProduct.class.getPackageName());
        }
    }

    SpringProducts(String uri) {
        context = new AnnotationConfigApplicationContext();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("benchmarks", Map.of(URI, uri)));
        context.register(Settings.class);
        context.refresh();
        repository = context.getBean(Repository.class);
        template = context.getBean(Neo4jTemplate.class);
    }

    /**
     * Saves all in one transaction and one call, which shares what it has seen: in several, each saves everything again that its
     * products are joined to.
     *
     * @param within after which the server gives up
     */
    void saveAll(List<SpringProduct> products, Duration within) {
        TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        transaction.setTimeout((int) within.toSeconds());
        transaction.executeWithoutResult(status -> repository.saveAll(products));
    }

    /** The products that a query gives. */
    List<SpringProduct> ask(String cypher, Map<String, Object> parameters) {
        return template.findAll(cypher, parameters, SpringProduct.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
