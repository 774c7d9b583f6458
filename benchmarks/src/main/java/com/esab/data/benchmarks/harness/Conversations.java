package com.esab.data.benchmarks.harness;

import com.esab.data.catalog.Product;
import com.esab.data.session.Message;
import com.esab.data.session.Session;
import com.esab.data.session.SessionId;
import com.esab.data.session.SessionState;
import com.esab.data.session.UserId;
import com.esab.data.testkit.catalog.SampleCatalog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Sessions as a recommender app makes them: question and answer in turn, parameters and chosen products. */
public final class Conversations {

    private static final List<String> ASKED = List.of(
            "I weld 5 mm of mild steel, mostly overhead; which machine do you recommend?",
            "Für Edelstahl 1.4301 brauche ich etwa 350 A bei 60 % ED – und eine Wasserkühlung.",
            "¿Cuál es la antorcha más ligera que encaja con este alimentador?",
            "No, quiet matters more than the price. Is there one with a 10 m interconnector?");

    private static final List<String> ANSWERED = List.of(
            "The Aristo 500ix suits that well: it delivers 500 A at 60 % duty cycle and takes a cooler of its own.",
            "Then a water-cooled torch is the right one. There are four that fit the feeder you chose; the lightest is the PSF 410w.",
            "Both fit. The first is what most customers take with this power source; the second has the longer cable.");

    private static final List<Product> SOURCES = SampleCatalog.data().products().stream()
            .filter(product -> List.of(SampleCatalog.ARISTO_500IX, SampleCatalog.WARRIOR_500I)
                    .contains(product.gin()))
            .toList();

    private Conversations() {}

    /**
     * A session that was never saved, of about 160 bytes for each message and 800 besides.
     *
     * @param number the same number makes the same session
     */
    public static Session session(String id, String user, int messages, int number) {
        SplittableRandom random = new SplittableRandom(number);
        Instant begun = Instant.parse("2026-01-05T08:00:00Z").plusSeconds(random.nextInt(20_000_000));
        Product source = SOURCES.get(random.nextInt(SOURCES.size()));
        Session session = Session.begin(SessionId.of(id), Optional.of(UserId.of(user)), begun)
                .withLanguage(List.of("en", "de", "es", "sv").get(random.nextInt(4)))
                .withState(SessionState.FEEDER_SELECTION)
                .withMasterParameters(Map.of(
                        "power_source",
                        Map.of("current", random.nextInt(100, 600), "process", List.of("MIG", "TIG")),
                        "thickness_mm",
                        random.nextInt(1, 400) / 10.0))
                .withAgentLog(Map.of("agent", "compatibility", "ms", random.nextInt(5, 900)));
        session = session.withSelection(session.selection().with(source));
        for (int i = 0; i < messages; i++) {
            session = session.withMessage(message(random, begun, i));
        }
        return session;
    }

    private static Message message(SplittableRandom random, Instant begun, int place) {
        List<String> texts = place % 2 == 0 ? ASKED : ANSWERED;
        String text = texts.get(random.nextInt(texts.size())) + " (" + random.nextInt(1_000_000) + ")";
        Instant at = begun.plusSeconds(20L * place);
        return place % 2 == 0 ? Message.user(text, at) : Message.assistant(text, at);
    }
}
