package com.esab.data.testkit.simulation;

import com.esab.data.error.EsabDataException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a process does at one go.
 *
 * @param process who does it
 * @param name what it does; unique among the others of a scenario
 */
record Step(String process, String name, Consumer<World> work) {

    static Step start(String process, String session, String user) {
        return new Step(process, "start " + session, world -> world.start(session, user));
    }

    static Step say(String process, String session) {
        return new Step(process, "say " + session, world -> world.say(session, "en"));
    }

    /** As by a person whom nobody told that the session is gone. */
    static Step sayInVain(String process, String session) {
        return new Step(process, "say in vain " + session, world -> world.sayInVain(session));
    }

    /** Saves what the archive refuses. */
    static Step offend(String process, String session) {
        return new Step(process, "offend " + session, world -> world.say(session, ArchiveModel.REFUSED_LANGUAGE));
    }

    static Step choose(String process, String session) {
        return new Step(process, "choose " + session, world -> world.choose(session));
    }

    static Step touch(String process, String session) {
        return new Step(process, "touch " + session, world -> world.touch(session));
    }

    static Step complete(String process, String session) {
        return new Step(process, "complete " + session, world -> world.end(session, true));
    }

    static Step abandon(String process, String session) {
        return new Step(process, "abandon " + session, world -> world.end(session, false));
    }

    static Step resume(String process, String session) {
        return new Step(process, "resume " + session, world -> world.resume(session));
    }

    static Step erase(String process, String user) {
        return new Step(process, "erase " + user, world -> world.erase(user));
    }

    /** Archives what is due, then sweeps. */
    static Step archive(String process) {
        return new Step(process, process + " runs", World::archiveOnce);
    }

    static Step pass(Duration time) {
        return new Step("time", "pass " + time, world -> world.pass(time));
    }

    static Step lose(String key) {
        return new Step("Redis", "lose " + key, world -> world.lose(key));
    }

    /** Runs as a program would that survives what the library throws. */
    void perform(World world) {
        try {
            work.accept(world);
        } catch (EsabDataException e) {
            world.noticed(this, e);
        } catch (ProcessDied e) {
            // nobody is left to notice
        } catch (Violation e) {
            world.violated(e);
        } catch (RuntimeException e) {
            world.violated(new Violation(name + " threw " + e));
        }
    }
}
