package com.esab.data.benchmarks.archive;

import com.esab.data.archive.SessionSummaryStats;
import com.esab.data.archive.UserSessionHistory;
import com.esab.data.json.Json;
import com.esab.data.session.Session;
import com.esab.data.session.UserId;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The archive of an app that took Spring Data JPA on Hibernate, with batches switched on.
 *
 * <p>A batch costs a query for what is archived of it, and fails as a whole when another writer was faster, to be archived
 * once more.
 */
final class JpaArchive implements Archiving, Reads {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final ArchivedEntities entities;
    private final TransactionTemplate writing;
    private final TransactionTemplate reading;

    JpaArchive(OwnSchema schema) {
        context.registerBean(HikariDataSource.class, schema::transactions);
        context.register(Setup.class);
        context.refresh();
        entities = context.getBean(ArchivedEntities.class);
        PlatformTransactionManager transactions = context.getBean(PlatformTransactionManager.class);
        writing = new TransactionTemplate(transactions);
        reading = new TransactionTemplate(transactions);
        reading.setReadOnly(true);
    }

    /** As the manuals of Spring Data and Hibernate would have it. */
    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    @EnableJpaRepositories
    static class Setup {

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource pool) {
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(pool);
            factory.setManagedTypes(PersistenceManagedTypes.of(ArchivedEntity.class.getName()));
            factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
            factory.setJpaPropertyMap(Map.of(
                    MappingSettings.PHYSICAL_NAMING_STRATEGY, PhysicalNamingStrategySnakeCaseImpl.class.getName(),
                    JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true,
                    BatchSettings.STATEMENT_BATCH_SIZE, 100,
                    BatchSettings.ORDER_INSERTS, true,
                    BatchSettings.ORDER_UPDATES, true));
            return factory;
        }

        @Bean
        PlatformTransactionManager transactionManager(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    @Override
    public void archive(List<Session> changed) {
        writing.executeWithoutResult(status -> {
            List<String> ids =
                    changed.stream().map(session -> session.id().value()).toList();
            Map<String, ArchivedEntity> archived = entities.findBySessionIdIn(ids).stream()
                    .collect(Collectors.toMap(ArchivedEntity::sessionId, Function.identity()));
            List<ArchivedEntity> written = new ArrayList<>();
            for (Session session : changed) {
                ArchivedEntity entity = archived.computeIfAbsent(session.id().value(), id -> new ArchivedEntity(id));
                if (entity.version() < session.version()) {
                    entity.set(session);
                    written.add(entity);
                }
            }
            entities.saveAll(written);
        });
    }

    @Override
    public List<String> find(String id) {
        return entities.findBySessionId(id).map(ArchivedEntity::sessionId).stream()
                .toList();
    }

    @Override
    public List<String> ofUser(String user, int most) {
        return ids(entities.ofUser(user, Limit.of(most)).stream());
    }

    @Override
    public List<String> inTime(Instant from, Instant until, int most) {
        return ids(entities.inTime(from, until, Limit.of(most)).stream());
    }

    @Override
    public List<String> containing(Map<String, String> parameters, int most) {
        return ids(entities.containing(Json.write(parameters), most).stream());
    }

    @Override
    public List<String> stream(int most) {
        List<String> ids = reading.execute(status -> {
            try (Stream<ArchivedEntity> rows = entities.stream(Limit.of(most))) {
                return ids(rows);
            }
        });
        return ids == null ? List.of() : ids;
    }

    private static List<String> ids(Stream<ArchivedEntity> rows) {
        return rows.map(ArchivedEntity::sessionId).toList();
    }

    @Override
    public SessionSummaryStats summary() {
        ArchivedEntities.Summary row = entities.summary();
        return new SessionSummaryStats(
                row.getTotalSessions(),
                row.getUniqueUsers(),
                average(row.getAvgMessagesPerSession()),
                average(row.getAvgSessionDurationSec()),
                row.getFinalizedSessions(),
                row.getCompletedSessions(),
                row.getAbandonedSessions(),
                row.getActiveSessions());
    }

    @Override
    public Optional<UserSessionHistory> history(String user) {
        return entities.history(user).map(JpaArchive::history);
    }

    @Override
    public List<UserSessionHistory> histories(int most) {
        return entities.histories(most).stream().map(JpaArchive::history).toList();
    }

    private static UserSessionHistory history(ArchivedEntities.History row) {
        return new UserSessionHistory(
                UserId.of(row.getUserId()),
                row.getTotalSessions(),
                average(row.getAvgMessages()),
                average(row.getAvgDurationSec()),
                row.getLastSessionDate(),
                row.getFinalizedCount());
    }

    private static OptionalDouble average(@Nullable Double number) {
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    @Override
    public void close() {
        context.close();
    }
}
