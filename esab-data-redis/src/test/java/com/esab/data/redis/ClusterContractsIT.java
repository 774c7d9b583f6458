package com.esab.data.redis;

import com.esab.data.testkit.server.RealServers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every contract of this module's store, on a cluster. */
@ExtendWith({RealServers.class, Deployment.Shared.class})
class ClusterContractsIT {

    @Nested
    class SessionCacheIT extends DeployedContracts.Cache {

        SessionCacheIT(Deployment.Cluster deployment) {
            super(deployment, true);
        }
    }

    @Nested
    class SessionCacheWithoutHandOverIT extends DeployedContracts.Cache {

        SessionCacheWithoutHandOverIT(Deployment.Cluster deployment) {
            super(deployment, false);
        }
    }

    @Nested
    class ArchiveQueueIT extends DeployedContracts.Queue {

        ArchiveQueueIT(Deployment.Cluster deployment) {
            super(deployment);
        }
    }

    @Nested
    class SessionInspectionIT extends DeployedContracts.Inspection {

        SessionInspectionIT(Deployment.Cluster deployment) {
            super(deployment);
        }
    }

    @Nested
    class KeyValueCacheIT extends DeployedContracts.Values {

        KeyValueCacheIT(Deployment.Cluster deployment) {
            super(deployment);
        }
    }

    @Nested
    class ContentIT extends DeployedContracts.Content {

        ContentIT(Deployment.Cluster deployment) {
            super(deployment);
        }
    }

    @Nested
    class LocksIT extends DeployedContracts.Locked {

        LocksIT(Deployment.Cluster deployment) {
            super(deployment);
        }
    }
}
