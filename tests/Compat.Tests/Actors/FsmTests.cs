using Akka.Actor;
using Akka.Event;
using Akka.Pattern;

namespace FedPrune.Compat.Tests.Actors;

public sealed class FsmTests : ActorTest
{
    private enum Door
    {
        Locked,
        Open,
        Broken,
    }

    [Fact]
    public async Task An_event_takes_the_machine_to_the_state_its_function_names()
    {
        var probe = NewProbe();
        var door = Lock("12");
        door.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        await probe.Expect(new FSMBase.CurrentState<Door>(door, Door.Locked));
        door.Tell('1');
        door.Tell('2');
        await probe.Expect(new FSMBase.Transition<Door>(door, Door.Locked, Door.Open));
        door.Tell("close");
        await probe.Expect(new FSMBase.Transition<Door>(door, Door.Open, Door.Locked));
        door.Tell(new FSMBase.UnsubscribeTransitionCallBack(probe.Ref));
        foreach (var digit in "12") door.Tell(digit);
        Assert.Equal("Open ", await door.Ask<string>("state", Patience));
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task Using_sets_the_data_and_Replying_answers_the_sender()
    {
        var door = Lock("123");
        Assert.Equal("1 of 3", await door.Ask<string>('1', Patience));
        Assert.Equal("2 of 3", await door.Ask<string>('2', Patience));
        Assert.Equal("Locked 12", await door.Ask<string>("state", Patience));
    }

    [Fact]
    public async Task Staying_notifies_nobody_and_going_to_the_same_state_does()
    {
        var probe = NewProbe();
        var door = Lock("12");
        door.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        await probe.Expect<FSMBase.CurrentState<Door>>();
        await door.Ask<string>('1', Patience);
        door.Tell("again");
        await probe.Expect(new FSMBase.Transition<Door>(door, Door.Locked, Door.Locked));
    }

    [Fact]
    public async Task A_state_gets_StateTimeout_when_no_message_came_in_its_time()
    {
        var probe = NewProbe();
        var door = Lock("1", openFor: TimeSpan.FromMilliseconds(20));
        door.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        await probe.Expect<FSMBase.CurrentState<Door>>();
        door.Tell('1');
        await probe.Expect(new FSMBase.Transition<Door>(door, Door.Locked, Door.Open));
        await probe.Expect(new FSMBase.Transition<Door>(door, Door.Open, Door.Locked));
    }

    [Fact]
    public async Task ForMax_limits_one_stay()
    {
        var probe = NewProbe();
        var door = Lock("1");
        door.Tell('1');
        door.Tell(new FSMBase.SubscribeTransitionCallBack(probe.Ref));
        await probe.Expect(new FSMBase.CurrentState<Door>(door, Door.Open));
        door.Tell(TimeSpan.FromMilliseconds(20));
        await probe.Expect(new FSMBase.Transition<Door>(door, Door.Open, Door.Locked));
    }

    [Fact]
    public async Task What_no_function_of_the_state_handles_goes_to_WhenUnhandled()
    {
        var door = Lock("12");
        Assert.Equal("no 7 in Locked", await door.Ask<string>(7, Patience));
    }

    [Fact]
    public async Task A_named_timer_fires_once_and_a_repeating_one_until_cancelled()
    {
        var probe = NewProbe();
        var machine = System.ActorOf(Props.Create(() => new Ticking()));
        machine.Tell("once", probe.Ref);
        await probe.Expect("active True");
        await probe.Expect("once, active False");
        machine.Tell("repeat", probe.Ref);
        await probe.Expect("active True");
        for (var i = 0; i < 3; i++) await probe.Expect("repeat, active True");
        machine.Tell("cancel", probe.Ref);
        object last;
        do last = await probe.Next();
        while (last is "repeat, active True");
        Assert.Equal("active False", last);
        await probe.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task Stopping_gives_the_reason_the_state_and_the_data_to_OnTermination()
    {
        var (ends, watcher) = (NewProbe(), NewProbe());
        var door = Lock("12", ends: ends.Ref);
        watcher.Watch(door);
        door.Tell('1');
        door.Tell("stop");
        var end = await ends.Expect<FSMBase.StopEvent<Door, string>>();
        Assert.Equal((Door.Locked, "1"), (end.TerminatedState, end.StateData));
        Assert.IsType<FSMBase.Normal>(end.Reason);
        await watcher.Expect<Terminated>();
        await ends.ExpectNothingUntilNow();
    }

    [Fact]
    public async Task A_machine_that_is_stopped_from_outside_ends_with_Shutdown()
    {
        var ends = NewProbe();
        var door = Lock("12", ends: ends.Ref);
        System.Stop(door);
        Assert.IsType<FSMBase.Shutdown>((await ends.Expect<FSMBase.StopEvent<Door, string>>()).Reason);
    }

    [Fact]
    public async Task Going_to_a_state_that_is_not_defined_ends_the_machine()
    {
        var ends = NewProbe();
        var door = Lock("12", ends: ends.Ref);
        door.Tell("break");
        var failure = Assert.IsType<FSMBase.Failure>((await ends.Expect<FSMBase.StopEvent<Door, string>>()).Reason);
        Assert.Contains("does not exist", failure.Cause.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restarted_machine_begins_anew()
    {
        var ends = NewProbe();
        var door = Lock("12", ends: ends.Ref);
        door.Tell('1');
        door.Tell(new InvalidOperationException());
        Assert.IsType<FSMBase.Shutdown>((await ends.Expect<FSMBase.StopEvent<Door, string>>()).Reason);
        Assert.Equal("Locked ", await door.Ask<string>("state", Patience));
    }

    [Fact]
    public async Task OnTransition_sees_the_data_before_and_after()
    {
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new Watched(probe.Ref))).Tell(5);
        await probe.Expect("Locked  to Locked ");
        await probe.Expect("Locked  to Open 5");
    }

    [Fact]
    public async Task Initialize_without_StartWith_is_an_error()
    {
        var probe = NewProbe();
        System.EventStream.Subscribe(probe.Ref, typeof(Error));
        System.ActorOf(Props.Create(() => new Uninitialized()));
        Exception? cause = (await probe.Expect<Error>()).Cause;
        while (cause is not (null or IllegalStateException)) cause = cause.InnerException;
        Assert.NotNull(cause);
    }

    private IActorRef Lock(string code, TimeSpan? openFor = null, IActorRef? ends = null) =>
        System.ActorOf(Props.Create(() => new CodeLock(code, openFor, ends ?? Nobody.Instance)));

    private sealed class CodeLock : FSM<Door, string>
    {
        public CodeLock(string code, TimeSpan? openFor, IActorRef ends)
        {
            StartWith(Door.Locked, "");
            When(Door.Locked, e => e.FsmEvent switch
            {
                char digit when (e.StateData + digit) == code => GoTo(Door.Open).Using(""),
                char digit => Stay().Using(e.StateData + digit).Replying($"{e.StateData.Length + 1} of {code.Length}"),
                "again" => GoTo(Door.Locked),
                "break" => GoTo(Door.Broken),
                _ => null,
            });
            When(
                Door.Open,
                e => e.FsmEvent switch
                {
                    "close" or FSMBase.StateTimeout => GoTo(Door.Locked),
                    TimeSpan limit => Stay().ForMax(limit),
                    _ => null,
                },
                openFor);
            WhenUnhandled(e => e.FsmEvent switch
            {
                "state" => Stay().Replying($"{StateName} {StateData}"),
                "stop" => Stop(),
                Exception failure => throw failure,
                _ => Stay().Replying($"no {e.FsmEvent} in {StateName}"),
            });
            OnTermination(ends.Tell);
            Initialize();
        }
    }

    private sealed class Ticking : FSM<Door, IActorRef>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

        public Ticking()
        {
            StartWith(Door.Open, Nobody.Instance);
            When(Door.Open, e =>
            {
                switch (e.FsmEvent)
                {
                    case "once" or "repeat":
                        SetTimer("timer", new Tick((string)e.FsmEvent), Interval, repeat: e.FsmEvent is "repeat");
                        return Stay().Using(Sender).Replying($"active {IsTimerActive("timer")}");
                    case "cancel":
                        CancelTimer("timer");
                        return Stay().Replying($"active {IsTimerActive("timer")}");
                    case Tick tick:
                        e.StateData.Tell($"{tick.Name}, active {IsTimerActive("timer")}");
                        return Stay();
                    default:
                        return null;
                }
            });
            Initialize();
        }

        private sealed record Tick(string Name);
    }

    private sealed class Watched : FSM<Door, string>
    {
        public Watched(IActorRef probe)
        {
            StartWith(Door.Locked, "");
            When(Door.Locked, e => GoTo(Door.Open).Using(e.FsmEvent.ToString()!));
            When(Door.Open, _ => Stay());
            OnTransition((from, to) => probe.Tell($"{from} {StateData} to {to} {NextStateData}"));
            Initialize();
        }
    }

    private sealed class Uninitialized : FSM<Door, string>
    {
        public Uninitialized() => Initialize();
    }
}
