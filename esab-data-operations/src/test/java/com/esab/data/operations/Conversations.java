package com.esab.data.operations;

import com.esab.data.catalog.Product;
import com.esab.data.catalog.ProductCatalog;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionStatus;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Sessions as people have them: of different lengths and languages, with selections, parameters and logs. */
final class Conversations {

    private static final List<String> SAID = List.of(
            "I weld 5 mm of mild steel, mostly overhead; which machine do you recommend?",
            "Für Edelstahl 1.4301 brauche ich etwa 350 A bei 60 % ED – und eine Wasserkühlung.",
            "¿Cuál es la antorcha más ligera que encaja con este alimentador?",
            "Then the Aristo 500ix with the cooler is a good choice: it takes the 5 m interconnector as well.",
            "No, \"quiet\" matters more than the price \\ weight. 👍");

    private final SplittableRandom random;
    private final List<Product> sources;

    Conversations(long seed, ProductCatalog catalog) {
        this.random = new SplittableRandom(seed);
        this.sources = List.of(SampleCatalog.ARISTO_500IX, SampleCatalog.WARRIOR_500I).stream()
                .map(gin -> catalog.find(gin).orElseThrow())
                .toList();
    }

    Session next(SessionId id, Instant begun) {
        Session session = Session.begin(id, Optional.of(UserId.of("user-" + random.nextInt(2000))), begun)
                .withLanguage(List.of("en", "de", "es", "sv").get(random.nextInt(4)))
                .withMasterParameters(Map.of(
                        "power_source",
                        Map.of("current", random.nextInt(100, 600), "process", List.of("MIG", "TIG")),
                        "thickness_mm",
                        random.nextInt(1, 400) / 10.0))
                .withAgentLog(Map.of("agent", "compatibility", "ms", random.nextInt(5, 900)));
        int messages = random.nextInt(2, 24);
        for (int i = 0; i < messages; i++) {
            String text = SAID.get(random.nextInt(SAID.size())) + " (" + random.nextInt(1_000_000) + ")";
            Instant at = begun.plusSeconds(20L * i);
            session = session.withMessage(i % 2 == 0 ? Message.user(text, at) : Message.assistant(text, at));
        }
        return random.nextInt(3) == 0
                ? session
                : session.withSelection(session.selection().with(sources.get(random.nextInt(sources.size()))));
    }

    /** As it is archived: ended or still going on. */
    Session archived(SessionId id, Instant begun, long version) {
        SessionStatus status = List.of(SessionStatus.COMPLETED, SessionStatus.ABANDONED, SessionStatus.ACTIVE)
                .get(random.nextInt(3));
        return next(id, begun).withStatus(status).saved(version, begun.plusSeconds(random.nextInt(30, 3600)));
    }
}
