package com.esab.data.testkit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The small programs whose every point is tried. */
final class Scenarios {

    private static final String A = "user A";
    private static final String B = "user B";
    private static final String C = "user C";
    private static final String ONE = "archiver 1";
    private static final String TWO = "archiver 2";
    private static final Step DUE = Step.pass(World.CHECKPOINT_DELAY.plusSeconds(1));
    private static final Step EXPIRED = Step.pass(World.TIME_TO_LIVE.plusSeconds(1));
    private static final Step ALMOST_EXPIRED = Step.pass(Duration.ofMinutes(50));
    private static final Step ARCHIVE = Step.archive(ONE);
    private static final Step OTHER_ARCHIVER = Step.archive(TWO);
    private static final Step ERASE = Step.erase("operator", "anna");
    private static final Step FORGOTTEN = Step.pass(Duration.ofHours(26));
    private static final Step OTHER_REQUEST = Step.say("request 2", "a");
    private static final Step OTHER_OFFENCE = Step.offend("request 5", "a");
    private static final Step OTHER_RESUME = Step.resume("request 3", "a");
    private static final Step OTHER_END = Step.abandon("request 4", "a");

    private Scenarios() {}

    static List<Scenario> all() {
        Step start = Step.start(A, "a", "anna");
        Step say = Step.say(A, "a");
        List<Scenario> all = List.of(
                new Scenario(
                        "complete",
                        1,
                        List.of(start, Step.choose(A, "a"), say, say, Step.complete(A, "a")),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST, ERASE)),
                new Scenario(
                        "checkpoint",
                        1,
                        List.of(start, say, DUE, ARCHIVE, say, DUE, ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST, ERASE)),
                new Scenario(
                        "checkpoint-complete",
                        1,
                        List.of(start, Step.choose(A, "a"), DUE, ARCHIVE, say, Step.complete(A, "a"), ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST)),
                new Scenario(
                        "abandon",
                        1,
                        List.of(start, say, DUE, ARCHIVE, Step.abandon(A, "a")),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST, OTHER_END, ERASE)),
                new Scenario(
                        "resume-held",
                        1,
                        List.of(start, say, EXPIRED, Step.resume(A, "a"), say, ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_RESUME, ERASE)),
                new Scenario(
                        "resume-older-row",
                        1,
                        List.of(start, DUE, ARCHIVE, say, EXPIRED, Step.resume(A, "a"), say),
                        List.of(OTHER_ARCHIVER, OTHER_RESUME, OTHER_REQUEST)),
                new Scenario(
                        "resume-archived",
                        1,
                        List.of(start, say, DUE, ARCHIVE, EXPIRED, ARCHIVE, Step.resume(A, "a"), say, DUE, ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_RESUME, ERASE)),
                new Scenario(
                        "resume-complete",
                        1,
                        List.of(
                                start,
                                Step.choose(A, "a"),
                                DUE,
                                ARCHIVE,
                                EXPIRED,
                                ARCHIVE,
                                Step.resume(A, "a"),
                                Step.complete(A, "a")),
                        List.of(OTHER_ARCHIVER, OTHER_RESUME)),
                new Scenario(
                        "erase",
                        1,
                        List.of(
                                start,
                                Step.start(B, "b", "anna"),
                                DUE,
                                ARCHIVE,
                                Step.say(B, "b"),
                                ERASE,
                                Step.sayInVain(B, "b"),
                                DUE,
                                ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST, OTHER_RESUME)),
                new Scenario(
                        "erase-late",
                        1,
                        List.of(start, say, FORGOTTEN, ERASE, ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_RESUME)),
                new Scenario(
                        "erase-again",
                        1,
                        List.of(start, say, DUE, ERASE, ERASE, ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST, OTHER_RESUME)),
                new Scenario(
                        "batches",
                        1,
                        List.of(
                                start,
                                Step.start(B, "b", "bert"),
                                Step.start(C, "c", "cleo"),
                                DUE,
                                ARCHIVE,
                                ARCHIVE,
                                Step.say(B, "b"),
                                DUE,
                                ARCHIVE),
                        List.of(OTHER_ARCHIVER)),
                new Scenario(
                        "repair",
                        1,
                        List.of(start, Step.start(B, "b", "bert"), Step.lose(RedisModel.DUE), DUE, ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST)),
                new Scenario(
                        "refused",
                        1,
                        List.of(start, Step.offend(A, "a"), DUE, ARCHIVE, DUE, ARCHIVE, say, DUE, ARCHIVE),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST, OTHER_OFFENCE)),
                new Scenario(
                        "two-users",
                        1,
                        List.of(
                                start,
                                Step.start(B, "b", "bert"),
                                say,
                                Step.offend(B, "b"),
                                DUE,
                                ARCHIVE,
                                Step.say(B, "b"),
                                DUE,
                                OTHER_ARCHIVER),
                        List.of(Step.archive("archiver 3"), ERASE)),
                new Scenario(
                        "touch",
                        1,
                        List.of(start, DUE, ARCHIVE, ALMOST_EXPIRED, Step.touch(A, "a"), ALMOST_EXPIRED, ARCHIVE, say),
                        List.of(OTHER_ARCHIVER, OTHER_REQUEST)));
        return Stream.concat(
                        all.stream(),
                        all.stream()
                                .filter(scenario -> List.of("complete", "checkpoint", "resume-held", "resume-older-row")
                                        .contains(scenario.name()))
                                .map(scenario -> new Scenario(
                                        scenario.name() + "-at-once", 0, scenario.steps(), scenario.others())))
                .toList();
    }

    static Scenario named(String name) {
        return all().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
