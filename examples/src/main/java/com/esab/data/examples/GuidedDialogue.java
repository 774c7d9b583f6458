package com.esab.data.examples;

import com.esab.data.EsabData;
import com.esab.data.catalog.ComponentType;
import com.esab.data.catalog.Gin;
import com.esab.data.catalog.Product;
import com.esab.data.compatibility.CandidateQuery;
import com.esab.data.compatibility.Page;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.UserId;

/** Walks a person from a power source to a complete package, always taking what is offered first. */
final class GuidedDialogue {

    private static final int SHOWN = 3;

    private final EsabData data;
    private final Display display;

    GuidedDialogue(EsabData data, Display display) {
        this.data = data;
        this.display = display;
    }

    /** A session in which every component was asked for and one accessory was added. */
    Session configure(UserId user, Gin powerSource) {
        SessionId id = data.sessions().start(user).id();
        Session session = data.sessions().select(id, powerSource);
        display.selection(session.selection());
        while (session.state() != SessionState.FINALIZE) {
            ComponentType type = session.state().component().orElseThrow();
            CandidateQuery question =
                    CandidateQuery.of(type, session.selection()).limit(SHOWN);
            Page<Product> offered = data.compatibility().candidates(question);
            boolean enough = !session.selection().accessories().isEmpty();
            if (offered.items().isEmpty() || enough) {
                session = data.sessions().skip(id, type);
            } else {
                Product best = offered.items().get(0);
                display.step(type, offered, best);
                session = data.sessions().select(id, best.gin());
            }
        }
        return session;
    }
}
