using Akka.Actor;

namespace FedPrune.Compat.Tests.Actors;

public sealed class StashTests : ActorTest
{
    [Fact]
    public async Task UnstashAll_brings_messages_back_in_order_before_those_in_the_mailbox()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Gate(probe.Ref)));
        foreach (var message in new object[] { 1, 2, 3, "open", 4 }) actor.Tell(message);
        for (var i = 1; i <= 4; i++) await probe.Expect(i);
    }

    [Fact]
    public async Task What_was_stashed_survives_a_restart()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Gate(probe.Ref)));
        actor.Tell(1);
        actor.Tell(new InvalidOperationException());
        actor.Tell("open");
        await probe.Expect(1);
    }

    [Fact]
    public async Task Stashing_the_same_message_twice_is_an_error()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new StashesTwice()));
        actor.Tell("x", probe.Ref);
        await probe.Expect<IllegalActorStateException>();
    }

    [Fact]
    public async Task The_sender_of_a_stashed_message_is_kept()
    {
        var (probe, origin) = (NewProbe(), NewProbe());
        var actor = System.ActorOf(Props.Create(() => new Gate(probe.Ref)));
        actor.Tell(1, origin.Ref);
        actor.Tell("open");
        await probe.Expect(1);
        Assert.Equal(origin.Ref, probe.LastSender);
    }

    [Fact]
    public async Task A_bounded_stash_that_is_full_overflows()
    {
        var probe = NewProbe();
        var actor = System.ActorOf(Props.Create(() => new Hoarder()).WithStashCapacity(2));
        foreach (var message in new[] { "a", "b", "c" }) actor.Tell(message, probe.Ref);
        await probe.Expect("1 of 2, full False");
        await probe.Expect("2 of 2, full True");
        await probe.Expect<StashOverflowException>();
    }

    [Fact]
    public async Task A_stash_is_unbounded_unless_told_otherwise()
    {
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new Hoarder())).Tell("a", probe.Ref);
        await probe.Expect("1 of -1, full False");
    }

    private sealed class Hoarder : UntypedActor, IWithStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            try
            {
                Stash.Stash();
                Sender.Tell($"{Stash.Count} of {Stash.Capacity}, full {Stash.IsFull}");
            }
            catch (StashOverflowException e)
            {
                Sender.Tell(e);
            }
        }
    }

    private sealed class Gate : ReceiveActor, IWithUnboundedStash
    {
        public Gate(IActorRef probe)
        {
            Receive<Exception>(e => throw e);
            Receive<string>(_ =>
            {
                Stash.UnstashAll();
                Become(() => ReceiveAny(probe.Forward));
            });
            ReceiveAny(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class StashesTwice : UntypedActor, IWithStash
    {
        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            Stash.Stash();
            try
            {
                Stash.Stash();
            }
            catch (IllegalActorStateException e)
            {
                Sender.Tell(e);
            }
        }
    }
}
