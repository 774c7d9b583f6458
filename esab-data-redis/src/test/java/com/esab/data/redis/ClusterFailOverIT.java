package com.esab.data.redis;

import com.esab.data.testkit.server.RealServers;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({RealServers.class, Deployment.Shared.class})
class ClusterFailOverIT extends FailOver {

    ClusterFailOverIT(Deployment.Cluster deployment) {
        super(deployment);
    }
}
