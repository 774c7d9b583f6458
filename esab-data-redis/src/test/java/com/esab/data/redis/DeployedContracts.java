package com.esab.data.redis;

import com.esab.data.session.ArchiveQueue;
import com.esab.data.session.KeyValueCache;
import com.esab.data.session.Locks;
import com.esab.data.session.Session;
import com.esab.data.session.SessionCache;
import com.esab.data.session.SessionId;
import com.esab.data.session.UserId;
import com.esab.data.store.SessionStore;
import com.esab.data.testkit.contract.ArchiveQueueContract;
import com.esab.data.testkit.contract.KeyValueCacheContract;
import com.esab.data.testkit.contract.LocksContract;
import com.esab.data.testkit.contract.SessionCacheContract;
import com.esab.data.testkit.contract.SessionContentContract;
import com.esab.data.testkit.contract.SessionInspectionContract;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** The contracts for a Redis of several servers, with the stores that it keeps. */
final class DeployedContracts {

    private static final String WITH = "with hand-over";
    private static final String WITHOUT = "without hand-over";
    private static final String ANOTHER = "another";

    private DeployedContracts() {}

    abstract static class Cache extends SessionCacheContract {

        private final Deployment deployment;
        private final RedisSessions store;

        Cache(Deployment deployment, boolean handOver) {
            this.deployment = deployment;
            store = deployment.store(handOver ? WITH : WITHOUT, handOver);
        }

        @Override
        protected SessionCache cache() {
            return store.sessions();
        }

        @Override
        protected Optional<ArchiveQueue> archiveQueue() {
            return store.archiveQueue();
        }

        @Override
        protected void letTimePass(Duration time) {
            deployment.letTimePass(time);
        }

        @Override
        protected Session savedByAClockAhead(Session session, Duration ahead) {
            long version = session.version() + ahead.toMillis();
            deployment.setVersion(session.id(), version);
            return session.saved(version, session.lastActivityAt());
        }
    }

    abstract static class Queue extends ArchiveQueueContract {

        private final Deployment deployment;
        private final RedisSessions store;

        Queue(Deployment deployment) {
            this.deployment = deployment;
            store = deployment.store(WITH, true);
        }

        @BeforeEach
        void begin() {
            deployment.clear();
            store.archiveQueue().orElseThrow().repair();
        }

        @Override
        protected SessionStore store() {
            return store;
        }

        @Override
        protected void letTimePass(Duration time) {
            deployment.letTimePass(time);
        }

        @Override
        protected boolean dropRecord(SessionId lost) {
            return deployment.drop(deployment.keys().record(lost));
        }

        @Override
        protected boolean dropQueue() {
            return deployment.dropQueues();
        }

        @Override
        protected boolean replaceRecord(SessionId damaged, String text) {
            deployment.replace(deployment.keys().record(damaged), text);
            return true;
        }
    }

    abstract static class Inspection extends SessionInspectionContract {

        private final Deployment deployment;
        private final RedisSessions store;

        Inspection(Deployment deployment) {
            this.deployment = deployment;
            store = deployment.store(WITH, true);
        }

        @BeforeEach
        void begin() {
            deployment.clear();
            store.archiveQueue().orElseThrow().repair();
        }

        @Override
        protected SessionStore store() {
            return store;
        }

        @Override
        protected void letTimePass(Duration time) {
            deployment.letTimePass(time);
        }

        @Override
        protected boolean damage(Damage damage, SessionId session, UserId ofUser) {
            String key = damage == Damage.INDEX_LOST
                    ? deployment.keys().sessionsOf(ofUser)
                    : deployment.keys().record(session);
            return RedisSessionInspectionIT.damage(deployment.raw(key), deployment.keys(), damage, session, ofUser);
        }

        @Override
        protected boolean replaceRecord(SessionId session, String text) {
            deployment.replace(deployment.keys().record(session), text);
            return true;
        }
    }

    abstract static class Values extends KeyValueCacheContract {

        private final Deployment deployment;

        Values(Deployment deployment) {
            this.deployment = deployment;
        }

        @Override
        protected KeyValueCache cache() {
            return deployment.store(WITH, true).cache();
        }

        @Override
        protected void letTimePass(Duration time) {
            deployment.letTimePass(time);
        }
    }

    abstract static class Content extends SessionContentContract {

        private final Deployment deployment;

        Content(Deployment deployment) {
            this.deployment = deployment;
        }

        @BeforeEach
        void begin() {
            deployment.clear();
        }

        @Override
        protected SessionStore store() {
            return deployment.store(WITH, true);
        }

        @Override
        protected boolean exportsOneMoment() {
            return false;
        }
    }

    abstract static class Locked extends LocksContract {

        private final Deployment deployment;

        Locked(Deployment deployment) {
            this.deployment = deployment;
        }

        @Override
        protected Locks locks() {
            return deployment.store(WITH, true).locks();
        }

        @Override
        protected Locks locksOfAnother() {
            return deployment.store(ANOTHER, true).locks();
        }

        @Override
        protected void letTimePass(Duration time) {
            deployment.letTimePass(time);
        }
    }
}
