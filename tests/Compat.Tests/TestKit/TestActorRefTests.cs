using Akka.Actor;
using Akka.TestKit;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class TestActorRefTests() : Akka.TestKit.Xunit2.TestKit(ShortTimes.Settings)
{
    [Fact]
    public void Messages_are_handled_before_the_sender_goes_on()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        counter.Tell(1);
        counter.Tell(2);
        Assert.Equal(3, counter.UnderlyingActor.Sum);
        Assert.Equal(Environment.CurrentManagedThreadId, counter.UnderlyingActor.Thread);
    }

    [Fact]
    public void Answers_reach_the_test_actor()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        counter.Tell("ping");
        Assert.Equal("pong", ReceiveOne(TimeSpan.Zero));
        counter.Receive("ping", TestActor);
        Assert.Equal("pong", ReceiveOne(TimeSpan.Zero));
    }

    [Fact]
    public void What_it_throws_comes_out_of_receive_and_restarts_it_when_told()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        counter.Receive(5);
        Assert.Equal("boom", Assert.Throws<InvalidTimeZoneException>(() => counter.Receive("boom")).Message);
        Assert.Equal(5, counter.UnderlyingActor.Sum);
        counter.Tell("boom");
        AwaitAssert(() => Assert.Equal(0, counter.UnderlyingActor.Sum));
    }

    [Fact]
    public void It_has_a_name_and_a_supervisor()
    {
        Assert.Equal("/user/named", ActorOfAsTestActorRef<Counter>("named").Path.ToStringWithoutAddress());
        var child = ActorOfAsTestActorRef(() => new Counter(), TestActor, "child");
        Assert.Equal(TestActor.Path / "child", child.Path);
    }

    [Fact]
    public void It_equals_its_reference_and_is_watched_as_such()
    {
        var counter = ActorOfAsTestActorRef<Counter>();
        Assert.True(counter == counter.Ref);
        Assert.True(counter.Equals(counter.Ref));
        Assert.True(counter.Ref.Equals(counter));
        Watch(counter);
        Sys.Stop(counter.Ref);
        Assert.Equal(counter.Ref, ExpectMsg<Terminated>().ActorRef);
    }

    [Fact]
    public void An_actor_on_the_calling_thread_dispatcher_runs_here()
    {
        var actor = Sys.ActorOf(Props.Create<Counter>().WithDispatcher(CallingThreadDispatcher.Id));
        AwaitAssert(() =>
        {
            actor.Tell("ping");
            Assert.Equal("pong", ReceiveOne(TimeSpan.Zero));
        });
    }

    private sealed class Counter : ReceiveActor
    {
        public Counter()
        {
            Receive<int>(n =>
            {
                Sum += n;
                Thread = Environment.CurrentManagedThreadId;
            });
            Receive<string>(text => text == "ping", _ => Sender.Tell("pong"));
            Receive<string>(text => throw new InvalidTimeZoneException(text));
        }

        public int Sum { get; private set; }

        public int Thread { get; private set; }
    }
}
