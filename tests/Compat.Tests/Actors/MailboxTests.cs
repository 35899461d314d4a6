using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Event;

namespace FedPrune.Compat.Tests.Actors;

public sealed class MailboxTests() : ActorTest("""
    bounded {
      mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka"
      mailbox-capacity = 2
      mailbox-push-timeout-time = 0s
    }
    priority.mailbox-type = "FedPrune.Compat.Tests.Actors.MailboxTests+LowestFirst, Compat.Tests"
    custom {
      mailbox-type = "FedPrune.Compat.Tests.Actors.MailboxTests+Custom, Compat.Tests"
      prefix = kept
    }
    akka.actor.mailbox.requirements {
      "FedPrune.Compat.Tests.Actors.MailboxTests+IMarked, Compat.Tests" = custom
    }
    akka.actor.deployment."/deployed".mailbox = priority
    """)
{
    public interface IMarked : ISemantics;

    [Fact]
    public async Task A_priority_mailbox_gives_the_lowest_first_and_equals_in_order() => Assert.Equal(
        ["1a", "1b", "2a", "3a", "3b"], await OrderOf(Props.Create(() => new Sorted()).WithMailbox("priority"), name: null));

    [Fact]
    public async Task Deployment_by_path_names_the_mailbox() =>
        Assert.Equal(["1a", "1b", "2a", "3a", "3b"], await OrderOf(Props.Create(() => new Sorted()), "deployed"));

    [Fact]
    public async Task What_a_bounded_mailbox_cannot_take_goes_to_the_dead_letters()
    {
        var probe = NewProbe();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gate = new ManualResetEventSlim();
        System.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        var actor = System.ActorOf(Act((_, _) =>
        {
            entered.TrySetResult();
            Assert.True(gate.Wait(Patience));
        }).WithMailbox("bounded"));
        actor.Tell(0);
        await entered.Task.WaitAsync(Patience);
        for (var i = 1; i <= 3; i++) actor.Tell(i);
        Assert.Equal(3, (await probe.Expect<DeadLetter>()).Message);
        gate.Set();
    }

    [Fact]
    public async Task A_custom_mailbox_gets_its_section_and_carries_every_message()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Act((message, _) => probe.Ref.Tell(message)).WithMailbox("custom"));
        for (var i = 0; i < 1000; i++) actor.Tell(i);
        for (var i = 0; i < 1000; i++) await probe.Expect(i);
    }

    [Fact]
    public async Task A_required_queue_is_found_by_the_configured_requirement()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Made));
        var actor = System.ActorOf(Props.Create(() => new NeedsMarked()));
        Assert.Equal(new Made("kept", actor.Path.Name), await probe.Expect<Made>());
        Assert.Equal("x", await actor.Ask<string>("x", Patience));
    }

    [Fact]
    public async Task What_is_left_in_the_mailbox_of_a_stopped_actor_goes_to_the_dead_letters()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(DeadLetter));
        var actor = System.ActorOf(Act((message, context) =>
        {
            context.Self.Tell("left");
            context.Stop(context.Self);
        }));
        actor.Tell("stop");
        Assert.Equal("left", (await probe.Expect<DeadLetter>()).Message);
    }

    [Fact]
    public void A_mailbox_that_is_not_configured_is_an_error() =>
        Assert.Throws<ConfigurationException>(() => System.ActorOf(Act((_, _) => { }).WithMailbox("nowhere")));

    private async Task<string[]> OrderOf(Props props, string? name)
    {
        var probe = NewProbe();
        var actor = System.ActorOf(props, name);
        var gate = new Gate();
        actor.Tell(gate, probe.Ref);
        await gate.Entered.Task.WaitAsync(Patience);
        foreach (var message in new[] { "3a", "1a", "2a", "3b", "1b" }) actor.Tell(message, probe.Ref);
        gate.Open.Set();
        var order = new string[5];
        for (var i = 0; i < order.Length; i++) order[i] = await probe.Expect<string>();
        return order;
    }

    public sealed record Made(string Prefix, string Owner);

    public sealed class LowestFirst(Settings settings, Config config) : UnboundedStablePriorityMailbox(settings, config)
    {
        protected override int PriorityGenerator(object message) => message is string text ? text[0] - '0' : 0;
    }

    public sealed class Custom(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<CustomQueue>
    {
        private readonly string _prefix = config.GetString("prefix");

        public override IMessageQueue Create(IActorRef owner, ActorSystem system)
        {
            system.EventStream.Publish(new Made(_prefix, owner.Path.Name));
            return new CustomQueue();
        }
    }

    public sealed class CustomQueue : IMessageQueue, IMarked
    {
        private readonly ConcurrentQueue<Envelope> _queue = new();

        public bool HasMessages => !_queue.IsEmpty;

        public int Count => _queue.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope) => _queue.Enqueue(envelope);

        public bool TryDequeue(out Envelope envelope) => _queue.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var envelope)) deadletters.Enqueue(owner, envelope);
        }
    }

    private sealed class NeedsMarked : UntypedActor, IRequiresMessageQueue<IMarked>
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Open { get; } = new();
    }

    private sealed class Sorted : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Gate gate)
            {
                gate.Entered.SetResult();
                Assert.True(gate.Open.Wait(Patience));
                return;
            }

            Sender.Tell(message);
        }
    }
}
