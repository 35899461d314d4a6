using Akka.Configuration;

namespace Akka.Cluster;

/// <summary>The keys of clustering and their defaults, as the official package documents them.</summary>
internal static class ClusterReference
{
    internal static Config Default() => ConfigurationFactory.ParseString("""
        akka {
          cluster {
            seed-nodes = []
            seed-node-timeout = 5s
            retry-unsuccessful-join-after = 10s
            shutdown-after-unsuccessful-join-seed-nodes = off
            auto-down-unreachable-after = off
            down-removal-margin = off
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            allow-weakly-up-members = 7s
            roles = []
            run-coordinated-shutdown-when-down = on
            role {
            }
            min-nr-of-members = 1
            log-info = on
            log-info-verbose = off
            periodic-tasks-initial-delay = 1s
            gossip-interval = 1s
            gossip-time-to-live = 2s
            prune-gossip-tombstones-after = 24h
            leader-actions-interval = 1s
            unreachable-nodes-reaper-interval = 1s
            use-dispatcher = ""
            gossip-different-view-probability = 0.8

            failure-detector {
              implementation-class = "Akka.Remote.PhiAccrualFailureDetector, Akka.Remote"
              heartbeat-interval = 1 s
              threshold = 8.0
              max-sample-size = 1000
              min-std-deviation = 100 ms
              acceptable-heartbeat-pause = 3 s
              monitored-by-nr-of-members = 9
              expected-response-after = 1 s
            }

            split-brain-resolver {
              active-strategy = keep-majority
              stable-after = 20s
              down-all-when-unstable = on
              static-quorum {
                quorum-size = undefined
                role = ""
              }
              keep-majority.role = ""
              keep-oldest {
                down-if-alone = on
                role = ""
              }
            }
          }

          actor {
            serializers.akka-cluster = "Akka.Cluster.Serialization.ClusterMessageSerializer, Akka.Cluster"
            serialization-bindings."Akka.Cluster.IClusterMessage, Akka.Cluster" = akka-cluster
            serialization-identifiers."Akka.Cluster.Serialization.ClusterMessageSerializer, Akka.Cluster" = 5
          }
        }
        """);
}
