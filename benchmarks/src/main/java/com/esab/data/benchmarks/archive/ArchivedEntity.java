package com.esab.data.benchmarks.archive;

import com.esab.data.catalog.ComponentType;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * An archived session as an app would map it that has no library.
 *
 * <p>Hibernate counts a version of its own, or keeps a time as such; the session's version comes from outside, so the time
 * of archiving is what tells a writer that another was faster.
 */
@Entity
@Table(name = "archived_sessions")
@SuppressWarnings("NullAway.Init")
class ArchivedEntity {

    static final int IDS_AT_ONCE = 50;

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "ids")
    @SequenceGenerator(name = "ids", sequenceName = "archived_sessions_id_seq", allocationSize = IDS_AT_ONCE)
    private @Nullable Long id;

    private String sessionId;
    private String userId;
    private Instant createdAt;

    @Version
    private @Nullable Instant archivedAt;

    private Instant lastActivityAt;
    private String currentState;
    private String language;
    private String status;
    private boolean expired;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, Object> conversationHistory;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, Object> masterParameters;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, Object> responseJson;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<Object> agentLogs;

    private boolean finalized;
    private int messageCount;
    private int productSelectionsCount;

    /** The trigger's; nobody waits for it. */
    @Column(insertable = false, updatable = false)
    private int sessionDurationSeconds;

    private long version;
    private int schemaVersion;

    @JdbcTypeCode(SqlTypes.JSON)
    private @Nullable Map<String, Object> extra;

    /** For Hibernate. */
    protected ArchivedEntity() {}

    ArchivedEntity(String sessionId) {
        this.sessionId = sessionId;
    }

    String sessionId() {
        return sessionId;
    }

    long version() {
        return version;
    }

    /** Takes over what this session has. */
    void set(Session session) {
        userId = ColumnsByHand.user(session);
        createdAt = session.createdAt();
        lastActivityAt = session.lastActivityAt();
        currentState = session.state().label();
        language = session.language();
        status = session.status().label();
        expired = false;
        conversationHistory = Map.of(
                "messages",
                session.messages().stream().map(ArchivedEntity::message).toList());
        masterParameters = session.masterParameters();
        responseJson = selection(session);
        agentLogs = session.agentLogs();
        finalized = session.finalized();
        messageCount = session.messages().size();
        productSelectionsCount = session.selection().products().size();
        version = session.version();
        schemaVersion = Session.SCHEMA_VERSION;
        extra = null;
    }

    private static Map<String, Object> message(Message message) {
        return Map.of(
                "role",
                message.role(),
                "content",
                message.content(),
                "timestamp",
                message.timestamp().toString());
    }

    private static Map<String, Object> selection(Session session) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (SelectedProduct product : session.selection().products()) {
            if (product.type() != ComponentType.ACCESSORY) {
                fields.put(product.type().label(), product(product));
            }
        }
        fields.put(
                "Accessories",
                session.selection().accessories().stream()
                        .map(ArchivedEntity::product)
                        .toList());
        fields.put(
                "none",
                session.selection().nones().stream().map(ComponentType::label).toList());
        return fields;
    }

    private static Map<String, Object> product(SelectedProduct product) {
        return Map.of("gin", product.gin().value(), "name", product.name());
    }
}
