using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using FedPrune.Actors.Mailboxes;

namespace FedPrune.Actors.Tests.Mailboxes;

/// <summary>In virtual time messages are seen at once and carry when they are there.</summary>
public sealed class MailboxTests : ActorTest
{
    private sealed record Transfer(string Name, double EntersAt, double Seconds, long Size, int Line = 0) : IPayload, IComputation
    {
        public double Latency => 0.5;

        public bool Passed { get; private init; }

        public double Waited { get; private init; }

        public ITimedMessage After(double waited) => this with { Passed = true, Waited = waited };
    }

    [Fact]
    public void Transfers_of_one_link_go_one_after_another_and_those_of_others_beside()
    {
        var inbox = Inbox("bandwidth");
        foreach (var transfer in new[] { new Transfer("a", 0, 4, 10), new("b", 1, 2, 10), new("other link", 1, 2, 10, Line: 7), new("c", 9, 1, 10) })
            inbox.Tell(transfer, TestActor);
        Assert.Equal([0, 3, 0, 0], ReceiveN(4).Cast<Transfer>().Select(t => t.Waited));
    }

    [Fact]
    public void What_does_not_fit_is_refused_to_its_sender_until_there_is_room()
    {
        var inbox = Inbox("bandwidth"); // 100 bytes
        var tooMuch = new Transfer("too much", 1, 1, 41);
        inbox.Tell(new Transfer("first", 0, 4, 60), TestActor);
        inbox.Tell(tooMuch, TestActor);
        inbox.Tell(new Transfer("second", 1, 1, 40), TestActor);
        inbox.Tell(new Transfer("when the first has gone", 4, 1, 60), TestActor);
        var answers = ReceiveN(4);
        Assert.Equal(
            new Refused(tooMuch, "no room for 41 bytes: the mailbox takes 100 at a time"), Assert.Single(answers.OfType<Refused>()));
        Assert.Equal(["first", "second", "when the first has gone"], answers.OfType<Transfer>().Select(t => t.Name));
    }

    [Fact]
    public void A_processor_takes_so_many_jobs_and_no_more()
    {
        var inbox = Inbox("compute"); // 2 jobs
        for (int job = 0; job < 3; job++)
            inbox.Tell(new Transfer($"job {job}", 0, 5, 1), TestActor);
        var answers = ReceiveN(3);
        Assert.Equal([0, 5], answers.OfType<Transfer>().Select(t => t.Waited));
        Assert.Equal("no room for 1 job: the mailbox takes 2 at a time", Assert.Single(answers.OfType<Refused>()).Reason);
    }

    [Fact]
    public void Control_messages_overtake_what_is_queued()
    {
        var inbox = Inbox("bandwidth");
        using var gate = new ManualResetEventSlim();
        inbox.Tell(gate, TestActor);
        inbox.Tell(new Transfer("data", 0, 1, 1), TestActor);
        inbox.Tell("control", TestActor);
        gate.Set();
        ExpectMsg(gate);
        ExpectMsg("control");
        Assert.Equal("data", ExpectMsg<Transfer>().Name);
    }

    [Theory]
    [InlineData("clock = sundial")]
    [InlineData("speed-up = 0")]
    [InlineData("capacity = 0")]
    public void A_section_that_is_wrong_is_refused(string wrong) => Assert.Throws<ConfigurationException>(() =>
        new ComputeMailbox(Sys.Settings, ConfigurationFactory.ParseString(wrong).WithFallback(ConfigurationFactory.ParseString("capacity = 1"))));

    private IActorRef Inbox(string mailbox)
    {
        var name = $"{mailbox}-test";
        Sys.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString($$"""
            bandwidth-test { mailbox-type = "FedPrune.Actors.Mailboxes.BandwidthMailbox, FedPrune.Actors", capacity = 100 }
            compute-test { mailbox-type = "FedPrune.Actors.Mailboxes.ComputeMailbox, FedPrune.Actors", capacity = 2 }
            """));
        return Sys.ActorOf(Props.Create(() => new Echo(TestActor)).WithMailbox(name));
    }

    internal sealed class Echo(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ManualResetEventSlim gate)
                gate.Wait(Patience);
            to.Tell(message);
        }
    }
}

/// <summary>In real time the scheduler holds messages back; here it is the test's.</summary>
public sealed class RealTimeMailboxTests() : Akka.TestKit.Xunit2.TestKit(ConfigurationFactory.ParseString("""
    akka.loglevel = OFF
    akka.stdout-loglevel = OFF
    akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
    held {
      mailbox-type = "FedPrune.Actors.Mailboxes.BandwidthMailbox, FedPrune.Actors"
      capacity = 100
      clock = real
      speed-up = 2
    }
    """))
{
    private sealed record Transfer(string Name, double EntersAt, double Seconds) : IPayload
    {
        public int Line => 0;

        public double Latency => 1;

        public long Size => 1;

        public bool Passed { get; private init; }

        public ITimedMessage After(double waited) => this with { Passed = true };
    }

    [Fact]
    public void A_transfer_is_seen_when_its_link_has_delivered_it_and_control_at_once()
    {
        var clock = (TestScheduler)Sys.Scheduler;
        var inbox = Sys.ActorOf(Props.Create(() => new MailboxTests.Echo(TestActor)).WithMailbox("held"));
        inbox.Tell(new Transfer("first", 0, 3), TestActor);  // there after 4 s, in 2 real ones
        inbox.Tell(new Transfer("second", 0, 3), TestActor); // there after 3 + 4 s, in 3.5 real ones
        inbox.Tell("control", TestActor);
        ExpectMsg("control");
        clock.Advance(TimeSpan.FromSeconds(1.9));
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("first", ExpectMsg<Transfer>().Name);
        clock.Advance(TimeSpan.FromSeconds(1.3));
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("second", ExpectMsg<Transfer>().Name);
    }
}
