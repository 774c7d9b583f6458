package com.esab.data.session;

import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.Selection;
import com.esab.data.internal.text.Texts;
import com.esab.data.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with a person and what it has come to: messages, selection, state.
 *
 * <p>Immutable: each {@code with…} method gives a changed copy. Fields of its JSON document that this version of the
 * library does not know are kept.
 */
public final class Session {

    /** The version of the JSON document that this library writes; it reads this one and older ones. */
    public static final int SCHEMA_VERSION = 1;

    private static final String DEFAULT_LANGUAGE = "en";

    private final SessionId id;
    private final long version;
    private final Optional<UserId> userId;
    private final SessionStatus status;
    private final Instant createdAt;
    private final Instant lastActivityAt;
    private final SessionState state;
    private final String language;
    private final List<Message> messages;
    private final Map<String, Object> masterParameters;
    private final Selection selection;
    private final List<Object> agentLogs;
    private final boolean finalized;
    private final UnknownFields unknown;

    Session(Draft draft) {
        this.id = draft.id;
        this.version = draft.version;
        this.userId = draft.userId;
        this.status = draft.status;
        this.createdAt = draft.createdAt.truncatedTo(ChronoUnit.MILLIS);
        this.lastActivityAt = draft.lastActivityAt.truncatedTo(ChronoUnit.MILLIS);
        this.state = draft.state;
        this.language = draft.language;
        this.messages = List.copyOf(draft.messages);
        this.masterParameters = draft.masterParameters;
        this.selection = draft.selection;
        this.agentLogs = draft.agentLogs;
        this.finalized = draft.finalized;
        this.unknown = draft.unknown;
    }

    /** A session at its very beginning that no store holds yet: version 0, active, in English, nothing selected. */
    public static Session begin(SessionId id, Optional<UserId> userId, Instant createdAt) {
        Draft draft = new Draft(id, createdAt);
        draft.userId = userId;
        return new Session(draft);
    }

    /**
     * The session that a JSON document stands for.
     *
     * @throws com.esab.data.error.CorruptRecordException when it is not such a document, or one of a newer schema
     */
    public static Session fromJson(String document) {
        return SessionDocument.read(document);
    }

    /**
     * The JSON document of this session; it begins with the schema version and the version, in this order.
     *
     * @throws IllegalArgumentException when a text holds U+0000 or half of a surrogate pair
     */
    public String toJson() {
        return SessionDocument.write(this);
    }

    /** As {@link #toJson}, in UTF-8. */
    public byte[] toJsonBytes() {
        return SessionDocument.writeBytes(this);
    }

    public SessionId id() {
        return id;
    }

    /** Rises with every save; 0 before the first. It does not count the saves. */
    public long version() {
        return version;
    }

    /** Whose session it is; empty for an anonymous one. */
    public Optional<UserId> userId() {
        return userId;
    }

    public SessionStatus status() {
        return status;
    }

    /** When it began; in milliseconds, like every instant here. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When it was saved last; {@link #createdAt()} before the first save. */
    public Instant lastActivityAt() {
        return lastActivityAt;
    }

    /** The step of the dialogue. */
    public SessionState state() {
        return state;
    }

    /** A BCP 47 language tag such as {@code en} or {@code pt-BR}. */
    public String language() {
        return language;
    }

    /** What was said, oldest first. */
    public List<Message> messages() {
        return messages;
    }

    /** What the app has learned about the need: JSON values by name. */
    public Map<String, Object> masterParameters() {
        return masterParameters;
    }

    public Selection selection() {
        return selection;
    }

    /** What the app's agents want to remember: JSON values. */
    public List<Object> agentLogs() {
        return agentLogs;
    }

    /** Whether the person confirmed the configuration; independent of {@link #status()}. */
    public boolean finalized() {
        return finalized;
    }

    /** The fields of the document that this version of the library does not know, as they were read. */
    UnknownFields unknown() {
        return unknown;
    }

    public Session withMessage(Message message) {
        List<Message> more = new ArrayList<>(messages);
        more.add(message);
        return withMessages(more);
    }

    public Session withMessages(List<Message> newMessages) {
        return changed(draft -> draft.messages = newMessages);
    }

    public Session withState(SessionState newState) {
        return changed(draft -> draft.state = newState);
    }

    /**
     * With this language.
     *
     * @throws IllegalArgumentException when it is not a BCP 47 tag
     */
    public Session withLanguage(String tag) {
        String checked = checkedLanguage(tag);
        return changed(draft -> draft.language = checked);
    }

    /** @throws IllegalArgumentException when a value is not JSON */
    public Session withMasterParameters(Map<String, ?> parameters) {
        return changed(draft -> draft.masterParameters = Json.copyOf(parameters));
    }

    /** With another selection; whether it fits is checked by {@code data.sessions()}, not here. */
    public Session withSelection(Selection newSelection) {
        return changed(draft -> draft.selection = newSelection);
    }

    /** @throws IllegalArgumentException when the entry is not a JSON value */
    public Session withAgentLog(Map<String, ?> entry) {
        List<Object> more = new ArrayList<>(agentLogs);
        more.add(Json.copyOf(entry));
        return changed(draft -> draft.agentLogs = Collections.unmodifiableList(more));
    }

    public Session withFinalized(boolean confirmed) {
        return changed(draft -> draft.finalized = confirmed);
    }

    /**
     * With this status.
     *
     * @throws IllegalArgumentException for {@code ERASED}, which leaves no session
     */
    public Session withStatus(SessionStatus newStatus) {
        if (newStatus == SessionStatus.ERASED) {
            throw new IllegalArgumentException("session " + id + ": an erased session is no session any more");
        }
        return changed(draft -> draft.status = newStatus);
    }

    /** As a store saved it; only a store knows these two. */
    public Session saved(long newVersion, Instant at) {
        return changed(draft -> {
            draft.version = newVersion;
            draft.lastActivityAt = at;
        });
    }

    private Session changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new Session(draft);
    }

    static String checkedLanguage(String tag) {
        try {
            if (!tag.isEmpty()) {
                return new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
            }
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("not a BCP 47 language tag: \"" + Texts.printable(tag) + "\"", e);
        }
        throw new IllegalArgumentException("not a BCP 47 language tag: it is empty");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Session that
                && version == that.version
                && finalized == that.finalized
                && id.equals(that.id)
                && userId.equals(that.userId)
                && status == that.status
                && createdAt.equals(that.createdAt)
                && lastActivityAt.equals(that.lastActivityAt)
                && state == that.state
                && language.equals(that.language)
                && messages.equals(that.messages)
                && masterParameters.equals(that.masterParameters)
                && selection.equals(that.selection)
                && agentLogs.equals(that.agentLogs)
                && unknown.equals(that.unknown);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, version, status, lastActivityAt);
    }

    /** What identifies the session, without what was said in it. */
    @Override
    public String toString() {
        return "Session[%s, version %d, %s, %s, %d messages, %d products]"
                .formatted(
                        id,
                        version,
                        status.label(),
                        state.label(),
                        messages.size(),
                        selection.products().size());
    }

    /** The fields of the document, at every level of it, that this version of the library has no place for. */
    record UnknownFields(
            Map<String, Object> document,
            Map<String, Object> history,
            Map<String, Object> selection,
            Map<Gin, Map<String, Object>> products) {

        static final UnknownFields NONE = new UnknownFields(Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** The fields of a session while it is put together; JSON values in it are canonical and never changed in place. */
    static final class Draft {
        SessionId id;
        long version;
        Optional<UserId> userId = Optional.empty();
        SessionStatus status = SessionStatus.ACTIVE;
        Instant createdAt;
        Instant lastActivityAt;
        SessionState state = SessionState.POWER_SOURCE_SELECTION;
        String language = DEFAULT_LANGUAGE;
        List<Message> messages = List.of();
        Map<String, Object> masterParameters = Map.of();
        Selection selection = Selection.empty();
        List<Object> agentLogs = List.of();
        boolean finalized;
        UnknownFields unknown = UnknownFields.NONE;

        Draft(SessionId id, Instant createdAt) {
            this.id = id;
            this.createdAt = createdAt;
            this.lastActivityAt = createdAt;
        }

        private Draft(Session session) {
            id = session.id;
            version = session.version;
            userId = session.userId;
            status = session.status;
            createdAt = session.createdAt;
            lastActivityAt = session.lastActivityAt;
            state = session.state;
            language = session.language;
            messages = session.messages;
            masterParameters = session.masterParameters;
            selection = session.selection;
            agentLogs = session.agentLogs;
            finalized = session.finalized;
            unknown = session.unknown;
        }
    }
}
