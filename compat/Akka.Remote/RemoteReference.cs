using Akka.Configuration;

namespace Akka.Remote;

/// <summary>The keys of remoting and their defaults, as the official package documents them.</summary>
internal static class RemoteReference
{
    internal static Config Default() => ConfigurationFactory.ParseString("""
        akka {
          actor {
            serializers {
              akka-containers = "Akka.Remote.Serialization.MessageContainerSerializer, Akka.Remote"
              akka-misc = "Akka.Remote.Serialization.MiscMessageSerializer, Akka.Remote"
              primitive = "Akka.Remote.Serialization.PrimitiveSerializers, Akka.Remote"
              akka-system-msg = "Akka.Remote.Serialization.SystemMessageSerializer, Akka.Remote"
            }

            serialization-bindings {
              "Akka.Actor.ActorSelectionMessage, Akka" = akka-containers
              "Akka.Actor.Identify, Akka" = akka-misc
              "Akka.Actor.ActorIdentity, Akka" = akka-misc
              "Akka.Actor.IActorRef, Akka" = akka-misc
              "Akka.Actor.PoisonPill, Akka" = akka-misc
              "Akka.Actor.Kill, Akka" = akka-misc
              "Akka.Actor.Status+Failure, Akka" = akka-misc
              "Akka.Actor.Status+Success, Akka" = akka-misc
              "Akka.Remote.RemoteWatcher+Heartbeat, Akka.Remote" = akka-misc
              "Akka.Remote.RemoteWatcher+HeartbeatRsp, Akka.Remote" = akka-misc
              "Akka.Dispatch.SysMsg.SystemMessage, Akka" = akka-system-msg
              "System.String" = primitive
              "System.Int32" = primitive
              "System.Int64" = primitive
            }

            serialization-identifiers {
              "Akka.Remote.Serialization.MessageContainerSerializer, Akka.Remote" = 6
              "Akka.Remote.Serialization.MiscMessageSerializer, Akka.Remote" = 16
              "Akka.Remote.Serialization.PrimitiveSerializers, Akka.Remote" = 17
              "Akka.Remote.Serialization.SystemMessageSerializer, Akka.Remote" = 22
            }

            serialization-settings.primitive.use-legacy-behavior = on
            deployment.default.remote = ""
          }

          remote {
            startup-timeout = 10 s
            shutdown-timeout = 10 s
            flush-wait-on-shutdown = 2 s
            handshake-timeout = 15 s
            use-dispatcher = "akka.remote.default-remote-dispatcher"
            untrusted-mode = off
            trusted-selection-paths = []
            log-received-messages = off
            log-sent-messages = off
            log-remote-lifecycle-events = on
            log-buffer-size-exceeding = 50000

            transport-failure-detector {
              implementation-class = "Akka.Remote.DeadlineFailureDetector, Akka.Remote"
              heartbeat-interval = 4 s
              acceptable-heartbeat-pause = 120 s
            }

            watch-failure-detector {
              implementation-class = "Akka.Remote.PhiAccrualFailureDetector, Akka.Remote"
              heartbeat-interval = 1 s
              threshold = 10.0
              max-sample-size = 200
              min-std-deviation = 100 ms
              acceptable-heartbeat-pause = 10 s
              unreachable-nodes-reaper-interval = 1s
              expected-response-after = 1 s
            }

            retry-gate-closed-for = 5 s
            prune-quarantine-marker-after = 5 d
            system-message-buffer-size = 20000
            initial-system-message-delivery-timeout = 3 m
            enabled-transports = ["akka.remote.dot-netty.tcp"]

            dot-netty.tcp {
              transport-class = "Akka.Remote.Transport.DotNetty.TcpTransport,Akka.Remote"
              applied-adapters = []
              transport-protocol = tcp
              port = 2552
              public-port = 0
              hostname = ""
              public-hostname = ""
              dns-use-ipv6 = false
              enforce-ip-family = false
              enable-ssl = false
              connection-timeout = 15 s
              send-buffer-size = 256000b
              receive-buffer-size = 256000b
              maximum-frame-size = 128000b
              backlog = 4096
              tcp-nodelay = on
              tcp-keepalive = on
              tcp-reuse-addr = off-for-windows

              ssl {
                certificate {
                  path = ""
                  password = ""
                  use-thumbprint-over-file = false
                  thumbprint = ""
                  store-name = ""
                  store-location = "current-user"
                }
                suppress-validation = false
                require-mutual-authentication = true
                validate-certificate-hostname = false
              }
            }

            default-remote-dispatcher {
              type = Dispatcher
              executor = default-executor
              fork-join-executor {
                parallelism-min = 2
                parallelism-factor = 0.5
                parallelism-max = 16
              }
            }
          }
        }
        """);
}
