using Akka.Actor;
using Akka.TestKit;

namespace FedPrune.Compat.Tests.TestKit;

public sealed class TestFsmRefTests() : Akka.TestKit.Xunit2.TestKit(ShortTimes.Settings)
{
    [Fact]
    public void The_state_can_be_read_and_set()
    {
        TestFSMRef<Counting, int, string> machine = ActorOfAsTestFSMRef<Counting, int, string>();
        Assert.Equal((1, ""), (machine.StateName, machine.StateData));
        machine.Tell("go");
        Assert.Equal((2, "go"), (machine.StateName, machine.StateData));
        machine.SetState(1);
        Assert.Equal((1, "go"), (machine.StateName, machine.StateData));
        machine.SetStateData("set");
        Assert.Equal((1, "set"), (machine.StateName, machine.StateData));
    }

    [Fact]
    public void The_timers_can_be_read_and_set()
    {
        var machine = ActorOfAsTestFSMRef<Counting, int, string>();
        Assert.False(machine.IsTimerActive("test"));
        machine.SetTimer("test", 12, TimeSpan.FromSeconds(10));
        Assert.True(machine.IsTimerActive("test"));
        machine.CancelTimer("test");
        Assert.False(machine.IsTimerActive("test"));
        Assert.False(machine.IsStateTimerActive());
        machine.SetStateTimeout(TimeSpan.FromSeconds(10));
        Assert.True(machine.IsStateTimerActive());
    }

    private sealed class Counting : FSM<int, string>
    {
        public Counting()
        {
            StartWith(1, "");
            When(1, e => e.FsmEvent is "go" ? GoTo(2).Using("go") : null);
            When(2, _ => Stay());
            Initialize();
        }
    }
}
