using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Serialization;

namespace FedPrune.Compat.Tests.Actors;

public sealed class SystemTests() : ActorTest("""
    akka.loglevel = INFO
    akka.loggers = ["FedPrune.Compat.Tests.Actors.SystemTests+ForwardingLogger, Compat.Tests"]
    akka.extensions = ["FedPrune.Compat.Tests.Actors.SystemTests+CounterProvider, Compat.Tests"]
    akka.actor {
      serializers.shout = "FedPrune.Compat.Tests.Actors.SystemTests+ShoutSerializer, Compat.Tests"
      serialization-bindings {
        "FedPrune.Compat.Tests.Actors.SystemTests+IShout, Compat.Tests" = shout
      }
    }
    akka.coordinated-shutdown.phases.before-service-unbind.timeout = 100ms
    """)
{
    public interface IShout
    {
        string Text { get; }
    }

    [Fact]
    public async Task WhenTerminated_completes_when_every_actor_has_stopped_and_the_callbacks_have_run()
    {
        var steps = new List<string>();
        System.ActorOf(Props.Create(() => new Stopping(steps)));
        System.RegisterOnTermination(() => steps.Add("callback"));
        Assert.False(System.WhenTerminated.IsCompleted);
        await System.Terminate().WaitAsync(Patience);
        Assert.Equal(["stopped", "callback"], steps);
        Assert.ThrowsAny<Exception>(() => System.ActorOf(Act((_, _) => { })));
    }

    [Fact]
    public async Task Shutdown_runs_its_tasks_phase_by_phase_and_then_terminates()
    {
        var steps = new List<string>();
        var shutdown = CoordinatedShutdown.Get(System);
        foreach (var phase in new[] { CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseBeforeServiceUnbind })
        {
            shutdown.AddTask(phase, "note", () =>
            {
                steps.Add(phase);
                return Task.FromResult(Done.Instance);
            });
        }

        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () => throw new InvalidOperationException());
        await shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance).WaitAsync(Patience);
        Assert.Equal(["before-service-unbind", "service-stop"], steps);
        Assert.True(System.WhenTerminated.IsCompleted);
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task A_task_that_takes_too_long_does_not_hold_the_shutdown_up()
    {
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "never", () => new TaskCompletionSource<Done>().Task);
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);
        Assert.True(System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Log_events_of_the_configured_level_and_above_reach_the_configured_loggers()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Logged));
        var actor = System.ActorOf(
            Act((_, context) =>
            {
                context.GetLogger().Debug("unheard");
                context.GetLogger().Warning("loss is {0:0.00}", 1.5);
            }),
            "speaker");
        actor.Tell("speak");
        Assert.Equal(new Logged(LogLevel.WarningLevel, "loss is 1.50", actor.Path.ToString()), await probe.Expect<Logged>());
        Logging.GetLogger(System, "round").Error(new InvalidOperationException("boom"), "failed");
        Assert.Equal(new Logged(LogLevel.ErrorLevel, "failed", $"round ({System})"), await probe.Expect<Logged>());
    }

    [Fact]
    public async Task A_supervisor_logs_the_failure_of_a_child_as_an_error_in_its_name()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Error));
        var actor = System.ActorOf(Act((_, _) => throw new InvalidOperationException("boom")), "failing");
        actor.Tell("x");
        var error = await probe.Expect<Error>();
        Assert.Equal((actor.Path.ToString(), "boom"), (error.LogSource, error.Message.ToString()));
        Assert.IsType<InvalidOperationException>(error.Cause);
    }

    [Fact]
    public void An_extension_is_made_once()
    {
        Assert.True(System.HasExtension<Counter>());
        Assert.Same(System.GetExtension<Counter>(), new CounterProvider().Get(System));
        Assert.Same(System.GetExtension<Counter>(), System.WithExtension<Counter, CounterProvider>());
    }

    [Fact]
    public void The_serializer_bound_to_an_interface_serves_what_implements_it()
    {
        var serializer = System.Serialization.FindSerializerFor(new Shout("hello"));
        Assert.IsType<ShoutSerializer>(serializer);
        var bytes = System.Serialization.Serialize(new Shout("hello"));
        Assert.Equal(new Shout("HELLO"), System.Serialization.Deserialize(bytes, serializer.Identifier, "shout"));
    }

    [Fact]
    public void A_type_without_binding_is_written_as_json()
    {
        var serializer = System.Serialization.FindSerializerFor(new Plain { Number = 3, Text = "x" });
        var copy = (Plain)serializer.FromBinary(serializer.ToBinary(new Plain { Number = 3, Text = "x" }), typeof(Plain));
        Assert.Equal((1, 3, "x"), (serializer.Identifier, copy.Number, copy.Text));
    }

    [Fact]
    public void Settings_come_from_the_configuration_over_the_defaults()
    {
        Assert.Equal("INFO", System.Settings.LogLevel);
        Assert.Equal(Timeout.InfiniteTimeSpan, System.Settings.AskTimeout);
        Assert.Equal(nameof(SystemTests), System.Name);
        Assert.Throws<ArgumentException>(() => ActorSystem.Create("not valid"));
    }

    public sealed record Shout(string Text) : IShout;

    public sealed record Logged(LogLevel Level, string Text, string Source);

    public sealed class Plain
    {
        public int Number { get; set; }

        public string Text { get; set; } = "";
    }

    public sealed class Counter : IExtension;

    public sealed class CounterProvider : ExtensionIdProvider<Counter>
    {
        public override Counter CreateExtension(ExtendedActorSystem system) => new();
    }

    public sealed class ForwardingLogger : ReceiveActor
    {
        public ForwardingLogger()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(e => Context.System.EventStream.Publish(new Logged(e.LogLevel(), e.Message.ToString()!, e.LogSource)));
        }
    }

    public sealed class ShoutSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public override int Identifier => 1234;

        public override byte[] ToBinary(object obj) => global::System.Text.Encoding.UTF8.GetBytes(((IShout)obj).Text.ToUpperInvariant());

        public override object FromBinary(byte[] bytes, string manifest) => new Shout(global::System.Text.Encoding.UTF8.GetString(bytes));

        public override string Manifest(object o) => "shout";
    }

    private sealed class Stopping(List<string> steps) : UntypedActor
    {
        protected override void PostStop() => steps.Add("stopped");

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
