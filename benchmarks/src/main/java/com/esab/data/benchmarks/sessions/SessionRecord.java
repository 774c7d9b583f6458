package com.esab.data.benchmarks.sessions;

import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.compatibility.SelectedProduct;
import com.esab.data.compatibility.Selection;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The same data as plain records that Jackson maps by itself, as an app has them that does not use the library. */
record SessionRecord(
        String id,
        String userId,
        SessionStatus status,
        Instant createdAt,
        Instant lastActivityAt,
        SessionState state,
        String language,
        List<MessageRecord> messages,
        Map<String, Object> masterParameters,
        List<ProductRecord> products,
        List<ComponentType> nones,
        List<Map<String, Object>> agentLogs,
        boolean finalized) {

    record MessageRecord(String role, String content, Instant timestamp) {

        static MessageRecord of(Message message) {
            return new MessageRecord(message.role(), message.content(), message.timestamp());
        }
    }

    record ProductRecord(String gin, ComponentType type, String name) {}

    static SessionRecord of(Session session) {
        return new SessionRecord(
                session.id().value(),
                session.userId().map(UserId::value).orElse(""),
                session.status(),
                session.createdAt(),
                session.lastActivityAt(),
                session.state(),
                session.language(),
                new ArrayList<>(
                        session.messages().stream().map(MessageRecord::of).toList()),
                plainMap(session.masterParameters()),
                new ArrayList<>(session.selection().products().stream()
                        .map(product -> new ProductRecord(product.gin().value(), product.type(), product.name()))
                        .toList()),
                new ArrayList<>(session.selection().nones()),
                new ArrayList<>(session.agentLogs().stream()
                        .map(log -> plainMap((Map<?, ?>) log))
                        .toList()),
                session.finalized());
    }

    /** Of the classes that Jackson itself makes. */
    private static Map<String, Object> plainMap(Map<?, ?> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((name, value) -> plain.put((String) name, plain(value)));
        return plain;
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            return plainMap(map);
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list.stream().map(SessionRecord::plain).toList());
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.doubleValue();
        }
        return value instanceof Long number && number == number.intValue() ? (Object) number.intValue() : value;
    }

    SessionRecord withLast(Message said, Instant now) {
        return with(Dialogue.withLast(messages, MessageRecord.of(said)), masterParameters, now);
    }

    SessionRecord withOneMoreTurn() {
        return with(messages, Dialogue.withOneMoreTurn(masterParameters), Instant.now());
    }

    private SessionRecord with(List<MessageRecord> newMessages, Map<String, Object> parameters, Instant now) {
        return new SessionRecord(
                id,
                userId,
                status,
                createdAt,
                now,
                state,
                language,
                newMessages,
                parameters,
                products,
                nones,
                agentLogs,
                finalized);
    }

    Session toSession() {
        Session session = Session.begin(SessionId.of(id), Optional.of(UserId.of(userId)), createdAt)
                .withStatus(status)
                .withState(state)
                .withLanguage(language)
                .withMessages(messages.stream()
                        .map(message -> Message.of(message.role(), message.content(), message.timestamp()))
                        .toList())
                .withMasterParameters(masterParameters)
                .withSelection(selection())
                .withFinalized(finalized);
        for (Map<String, Object> log : agentLogs) {
            session = session.withAgentLog(log);
        }
        return session;
    }

    private Selection selection() {
        Selection selection = Selection.empty();
        for (ProductRecord product : products) {
            selection = selection.with(new SelectedProduct(Gin.of(product.gin()), product.type(), product.name()));
        }
        for (ComponentType none : nones) {
            selection = selection.none(none);
        }
        return selection;
    }
}
