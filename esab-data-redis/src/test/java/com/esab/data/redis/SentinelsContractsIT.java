package com.esab.data.redis;

import com.esab.data.testkit.server.RealServers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every contract of this module's store, on a master under sentinels. */
@ExtendWith({RealServers.class, Deployment.Shared.class})
class SentinelsContractsIT {

    @Nested
    class SessionCacheIT extends DeployedContracts.Cache {

        SessionCacheIT(Deployment.Sentinels deployment) {
            super(deployment, true);
        }
    }

    @Nested
    class SessionCacheWithoutHandOverIT extends DeployedContracts.Cache {

        SessionCacheWithoutHandOverIT(Deployment.Sentinels deployment) {
            super(deployment, false);
        }
    }

    @Nested
    class ArchiveQueueIT extends DeployedContracts.Queue {

        ArchiveQueueIT(Deployment.Sentinels deployment) {
            super(deployment);
        }
    }

    @Nested
    class SessionInspectionIT extends DeployedContracts.Inspection {

        SessionInspectionIT(Deployment.Sentinels deployment) {
            super(deployment);
        }
    }

    @Nested
    class KeyValueCacheIT extends DeployedContracts.Values {

        KeyValueCacheIT(Deployment.Sentinels deployment) {
            super(deployment);
        }
    }

    @Nested
    class ContentIT extends DeployedContracts.Content {

        ContentIT(Deployment.Sentinels deployment) {
            super(deployment);
        }
    }

    @Nested
    class LocksIT extends DeployedContracts.Locked {

        LocksIT(Deployment.Sentinels deployment) {
            super(deployment);
        }
    }
}
