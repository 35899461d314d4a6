using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;

namespace FedPrune.Compat.Tests.Actors;

/// <summary>A system a test, quiet, and probes that hand on what they receive.</summary>
public abstract class ActorTest : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Config Quiet = ConfigurationFactory.ParseString("""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        """);

    protected ActorTest()
        : this("")
    {
    }

    protected ActorTest(string hocon) =>
        System = ActorSystem.Create(GetType().Name, ConfigurationFactory.ParseString(hocon).WithFallback(Quiet));

    protected ActorSystem System { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync() => await System.Terminate().WaitAsync(Patience);

    protected static Props Act(Action<object, IUntypedActorContext> onReceive) => Props.Create(() => new Acting(onReceive));

    protected Probe NewProbe() => new(System);

    /// <summary>Waits until a condition holds that no message announces.</summary>
    protected static async Task Eventually(Func<bool> condition)
    {
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, "the condition did not come about");
            await Task.Yield();
        }
    }

    /// <summary>An actor that does what a function says.</summary>
    protected sealed class Acting(Action<object, IUntypedActorContext> onReceive) : UntypedActor
    {
        protected override void OnReceive(object message) => onReceive(message, Context);
    }

    protected sealed class Probe
    {
        private readonly Channel<(object Message, IActorRef Sender)> _received = Channel.CreateUnbounded<(object, IActorRef)>();

        public Probe(ActorSystem system)
        {
            var writer = _received.Writer;
            Ref = system.ActorOf(Props.Create(() => new Recorder(writer)));
        }

        public IActorRef Ref { get; }

        public IActorRef LastSender { get; private set; } = Nobody.Instance;

        public async Task<object> Next()
        {
            var (message, sender) = await _received.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            LastSender = sender;
            return message;
        }

        public async Task<T> Expect<T>() => Assert.IsAssignableFrom<T>(await Next());

        public async Task<T> Expect<T>(T expected)
        {
            var message = await Expect<T>();
            Assert.Equal(expected, message);
            return message;
        }

        /// <summary>Nothing came before a message that the probe sends itself.</summary>
        public async Task ExpectNothingUntilNow()
        {
            var mark = new object();
            Ref.Tell(mark, ActorRefs.NoSender);
            Assert.Same(mark, await Next());
        }

        public void Watch(IActorRef subject) => Ref.Tell(new Order(context => context.Watch(subject)), ActorRefs.NoSender);

        public void WatchWith(IActorRef subject, object message) =>
            Ref.Tell(new Order(context => context.WatchWith(subject, message)), ActorRefs.NoSender);

        public void Unwatch(IActorRef subject) => Ref.Tell(new Order(context => context.Unwatch(subject)), ActorRefs.NoSender);

        private sealed record Order(Action<IActorContext> Do);

        private sealed class Recorder(ChannelWriter<(object Message, IActorRef Sender)> writer) : UntypedActor
        {
            protected override void OnReceive(object message)
            {
                if (message is Order order) order.Do(Context);
                else Assert.True(writer.TryWrite((message, Sender)));
            }
        }
    }
}
