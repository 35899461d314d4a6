namespace Akka.Configuration;

/// <summary>The keys of the runtime and their defaults, as the official package documents them.</summary>
internal static class ReferenceConfiguration
{
    internal const string Text = """
        akka {
          version = "1.5.30"
          home = ""
          loggers = ["Akka.Event.DefaultLogger"]
          loggers-dispatcher = "akka.actor.default-dispatcher"
          logger-startup-timeout = 5s
          logger-async-start = off
          logger-formatter = "Akka.Event.DefaultLogMessageFormatter, Akka"
          loglevel = "INFO"
          stdout-loglevel = "WARNING"
          stdout-logger-class = ""
          log-config-on-start = off
          log-serializer-override-on-start = on
          log-dead-letters = 10
          log-dead-letters-during-shutdown = off
          log-dead-letters-suspend-duration = 5 minutes
          extensions = []
          daemonic = off

          actor {
            provider = "Akka.Actor.LocalActorRefProvider"
            guardian-supervisor-strategy = "Akka.Actor.DefaultSupervisorStrategy"
            creation-timeout = 20s
            reaper-interval = 5
            serialize-messages = off
            serialize-creators = off
            unstarted-push-timeout = 10s
            ask-timeout = infinite
            telemetry.enabled = false
            typed.timeout = 5

            inbox {
              inbox-size = 1000
              default-timeout = 5s
            }

            router.type-mapping {
              from-code = "Akka.Routing.NoRouter"
              round-robin-pool = "Akka.Routing.RoundRobinPool"
              round-robin-group = "Akka.Routing.RoundRobinGroup"
              random-pool = "Akka.Routing.RandomPool"
              random-group = "Akka.Routing.RandomGroup"
              smallest-mailbox-pool = "Akka.Routing.SmallestMailboxPool"
              broadcast-pool = "Akka.Routing.BroadcastPool"
              broadcast-group = "Akka.Routing.BroadcastGroup"
              scatter-gather-pool = "Akka.Routing.ScatterGatherFirstCompletedPool"
              scatter-gather-group = "Akka.Routing.ScatterGatherFirstCompletedGroup"
              consistent-hashing-pool = "Akka.Routing.ConsistentHashingPool"
              consistent-hashing-group = "Akka.Routing.ConsistentHashingGroup"
              tail-chopping-pool = "Akka.Routing.TailChoppingPool"
              tail-chopping-group = "Akka.Routing.TailChoppingGroup"
            }

            deployment.default {
              dispatcher = ""
              mailbox = ""
              stash-capacity = -1
              router = "from-code"
              nr-of-instances = 1
              within = 5 s
              virtual-nodes-factor = 10
              tail-chopping-router.interval = 10 milliseconds
              routees.paths = []

              resizer {
                enabled = off
                lower-bound = 1
                upper-bound = 10
                pressure-threshold = 1
                rampup-rate = 0.2
                backoff-threshold = 0.3
                backoff-rate = 0.1
                messages-per-resize = 10
              }
            }

            synchronized-dispatcher {
              type = "SynchronizedDispatcher"
              executor = "current-context-executor"
              throughput = 10
            }

            task-dispatcher {
              type = "TaskDispatcher"
              executor = "task-executor"
              throughput = 30
            }

            default-fork-join-dispatcher {
              type = ForkJoinDispatcher
              executor = fork-join-executor
              throughput = 30
              dedicated-thread-pool {
                thread-count = 3
                threadtype = background
              }
            }

            default-dispatcher {
              type = "Dispatcher"
              executor = "default-executor"
              default-executor {
              }
              thread-pool-executor {
              }
              fork-join-executor {
                parallelism-min = 8
                parallelism-factor = 1.0
                parallelism-max = 64
                task-peeking-mode = "FIFO"
              }
              current-context-executor {
              }
              shutdown-timeout = 1s
              throughput = 30
              throughput-deadline-time = 0ms
              attempt-teamwork = on
              mailbox-requirement = ""
            }

            internal-dispatcher {
              type = "Dispatcher"
              executor = "default-executor"
              throughput = 5
              fork-join-executor {
                parallelism-min = 4
                parallelism-factor = 1.0
                parallelism-max = 64
              }
              channel-executor.priority = "high"
            }

            default-blocking-io-dispatcher {
              type = "Dispatcher"
              executor = "default-executor"
              throughput = 1
            }

            default-mailbox {
              mailbox-type = "Akka.Dispatch.UnboundedMailbox"
              mailbox-capacity = 1000
              mailbox-push-timeout-time = 10s
              stash-capacity = -1
            }

            mailbox {
              requirements {
                "Akka.Dispatch.IUnboundedMessageQueueSemantics" = akka.actor.mailbox.unbounded-queue-based
                "Akka.Dispatch.IBoundedMessageQueueSemantics" = akka.actor.mailbox.bounded-queue-based
                "Akka.Dispatch.IDequeBasedMessageQueueSemantics" = akka.actor.mailbox.unbounded-deque-based
                "Akka.Dispatch.IUnboundedDequeBasedMessageQueueSemantics" = akka.actor.mailbox.unbounded-deque-based
                "Akka.Dispatch.IBoundedDequeBasedMessageQueueSemantics" = akka.actor.mailbox.bounded-deque-based
                "Akka.Dispatch.IMultipleConsumerSemantics" = akka.actor.mailbox.unbounded-queue-based
                "Akka.Event.ILoggerMessageQueueSemantics" = akka.actor.mailbox.logger-queue
              }
              unbounded-queue-based.mailbox-type = "Akka.Dispatch.UnboundedMailbox"
              bounded-queue-based.mailbox-type = "Akka.Dispatch.BoundedMailbox"
              unbounded-deque-based.mailbox-type = "Akka.Dispatch.UnboundedDequeBasedMailbox"
              bounded-deque-based.mailbox-type = "Akka.Dispatch.BoundedDequeBasedMailbox"
              logger-queue.mailbox-type = "Akka.Event.LoggerMailboxType"
            }

            debug {
              receive = off
              autoreceive = off
              lifecycle = off
              fsm = off
              event-stream = off
              unhandled = off
              router-misconfiguration = off
              log-timers = off
            }

            serializers {
              json = "Akka.Serialization.NewtonSoftJsonSerializer, Akka"
              bytes = "Akka.Serialization.ByteArraySerializer, Akka"
            }

            serialization-bindings {
              "System.Byte[]" = bytes
              "System.Object" = json
            }

            serialization-identifiers {
              "Akka.Serialization.ByteArraySerializer, Akka" = 4
              "Akka.Serialization.NewtonSoftJsonSerializer, Akka" = 1
            }

            serialization-settings {
              allow-unregistered-types = true
            }
          }

          channel-scheduler {
            parallelism-min = 4
            parallelism-factor = 1
            parallelism-max = 64
            work-max = 10
            work-interval = 500
            work-step = 2
          }

          scheduler {
            tick-duration = 10ms
            ticks-per-wheel = 512
            implementation = "Akka.Actor.HashedWheelTimerScheduler"
            shutdown-timeout = 5s
          }

          coordinated-shutdown {
            default-phase-timeout = 5 s
            terminate-actor-system = on
            exit-clr = off
            run-by-clr-shutdown-hook = on
            run-by-actor-system-terminate = on

            phases {
              before-service-unbind {
              }
              service-unbind.depends-on = [before-service-unbind]
              service-requests-done.depends-on = [service-unbind]
              service-stop.depends-on = [service-requests-done]
              before-cluster-shutdown.depends-on = [service-stop]
              cluster-sharding-shutdown-region {
                timeout = 10 s
                depends-on = [before-cluster-shutdown]
              }
              cluster-leave.depends-on = [cluster-sharding-shutdown-region]
              cluster-exiting {
                timeout = 10 s
                depends-on = [cluster-leave]
              }
              cluster-exiting-done.depends-on = [cluster-exiting]
              cluster-shutdown.depends-on = [cluster-exiting-done]
              before-actor-system-terminate.depends-on = [cluster-shutdown]
              actor-system-terminate {
                timeout = 10 s
                depends-on = [before-actor-system-terminate]
              }
            }
          }
        }
        """;
}
