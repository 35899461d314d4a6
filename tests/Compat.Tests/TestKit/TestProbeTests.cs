using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class TestProbeTests() : Akka.TestKit.Xunit2.TestKit(ShortTimes.Settings)
{
    [Fact]
    public void A_probe_is_a_reference_with_a_name()
    {
        var probe = CreateTestProbe("anna");
        Assert.Equal("/system/anna", probe.Ref.Path.ToStringWithoutAddress());
        IActorRef asReference = probe;
        asReference.Tell("x");
        Assert.Equal("x", probe.ExpectMsg<string>());
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_probe_sends_and_is_answered()
    {
        var probe = CreateTestProbe();
        var echo = Sys.ActorOf(SimpleEchoActor.Props());
        probe.Send(echo, "x");
        probe.ExpectMsg("x");
        Assert.Equal(echo, probe.LastSender);
        Assert.Equal(echo, probe.Sender);
    }

    [Fact]
    public void A_probe_replies_in_its_own_name_and_forwards_in_that_of_the_sender()
    {
        var probe = CreateTestProbe();
        probe.Ref.Tell("question");
        probe.ExpectMsg("question");
        probe.Reply("answer");
        ExpectMsgFrom(probe.Ref, "answer");

        var other = CreateTestProbe();
        other.Send(probe, "pass on");
        probe.ExpectMsg("pass on");
        probe.Forward(TestActor);
        ExpectMsgFrom(other.Ref, "pass on");
    }

    [Fact]
    public void A_probe_watches()
    {
        var probe = CreateTestProbe();
        var mortal = Sys.ActorOf(BlackHoleActor.Props);
        probe.Watch(mortal);
        mortal.Tell(PoisonPill.Instance);
        probe.ExpectTerminated(mortal);
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_probe_is_watched()
    {
        var probe = CreateTestProbe();
        Watch(probe.Ref);
        Sys.Stop(probe.Ref);
        ExpectTerminated(probe.Ref);
    }

    [Fact]
    public void An_auto_pilot_answers_until_it_hands_over()
    {
        var probe = CreateTestProbe();
        var answered = 0;
        probe.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            sender.Tell($"auto {message}");
            return ++answered < 2 ? AutoPilot.KeepRunning : AutoPilot.NoAutoPilot;
        }));
        for (var i = 1; i <= 3; i++) probe.Ref.Tell(i, TestActor);
        Assert.Equal(["auto 1", "auto 2"], ReceiveN(2).Cast<string>());
        Assert.Equal([1, 2, 3], probe.ReceiveN(3).Cast<int>());
        Assert.False(HasMessages);
    }

    [Fact]
    public void A_child_of_the_test_actor_is_supervised_as_asked()
    {
        var probe = CreateTestProbe("parent");
        var child = probe.ChildActorOf(Props.Create(() => new Fragile()), "child", new OneForOneStrategy(_ => Directive.Stop));
        Assert.Equal("/system/parent/child", child.Path.ToStringWithoutAddress());
        probe.Watch(child);
        child.Tell("break");
        probe.ExpectTerminated(child);
    }

    [Fact]
    public void Test_actors_echo_forward_and_swallow()
    {
        var echo = Sys.ActorOf(EchoActor.Props(this));
        echo.Tell("once");
        ExpectMsg("once");
        Sys.ActorOf(ForwardActor.Props(TestActor)).Tell("on");
        ExpectMsg("on");
        Sys.ActorOf(BlackHoleActor.Props).Tell("gone");
        ExpectNoMsg();
    }

    private sealed class Fragile : ReceiveActor
    {
        public Fragile() => ReceiveAny(_ => throw new InvalidTimeZoneException());
    }
}
