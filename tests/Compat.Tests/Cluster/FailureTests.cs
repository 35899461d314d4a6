using Akka.Actor;
using Akka.Cluster;

namespace FedPrune.Compat.Tests.Cluster;

public sealed class FailureTests : ClusterTest
{
    [Fact]
    public async Task A_member_that_crashes_becomes_unreachable_and_stays_a_member()
    {
        var nodes = await UpAsync("", "", "");
        var events = Subscribe(nodes[0], ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.IReachabilityEvent));

        await CrashAsync(nodes[2]);

        var unreachable = await events.FishAsync<ClusterEvent.UnreachableMember>(_ => true);
        Assert.Equal(nodes[2].SelfUniqueAddress, unreachable.Member.UniqueAddress);
        await UntilAsync(() => nodes[1].State.Unreachable.Count == 1);
        Assert.Equal(3, nodes[0].State.Members.Count);
    }

    [Fact]
    public async Task While_a_member_is_unreachable_nobody_else_comes_up()
    {
        var nodes = await UpAsync("", "");
        await CrashAsync(nodes[1]);
        await UntilAsync(() => nodes[0].State.Unreachable.Count == 1);

        var late = NewNode("akka.cluster.allow-weakly-up-members = off");
        late.Join(nodes[0].SelfAddress);

        await UntilAsync(() => Knows(nodes[0], late));
        Assert.Equal(MemberStatus.Joining, nodes[0].State.Members.Single(member => member.UniqueAddress.Equals(late.SelfUniqueAddress)).Status);
        nodes[0].Down(nodes[1].SelfAddress);
        await UntilAsync(() => CountUp(nodes[0]) == 2 && CountUp(late) == 2);
    }

    [Fact]
    public async Task A_downed_unreachable_member_is_removed()
    {
        var nodes = await UpAsync("", "", "");
        var events = Subscribe(nodes[0], ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.MemberRemoved));
        await CrashAsync(nodes[2]);
        await UntilAsync(() => nodes[0].State.Unreachable.Count == 1);

        nodes[0].Down(nodes[2].SelfAddress);

        var removed = await events.FishAsync<ClusterEvent.MemberRemoved>(_ => true);
        Assert.Equal(MemberStatus.Down, removed.PreviousStatus);
        await UntilAsync(() => nodes[1].State.Members.Count == 2);
    }

    [Fact]
    public async Task A_downed_member_that_lives_ends_its_system()
    {
        var nodes = await UpAsync("", "");

        nodes[0].Down(nodes[1].SelfAddress);

        await nodes[1].System.WhenTerminated.WaitAsync(Patience);
        await UntilAsync(() => nodes[0].State.Members.Count == 1);
    }

    [Fact]
    public async Task Watchers_of_a_removed_members_actors_are_told_that_these_have_terminated()
    {
        var nodes = await UpAsync("", "");
        nodes[1].System.ActorOf(Props.Create(() => new Idle()), "idle");
        var watched = await nodes[0].System.ActorSelection($"{nodes[1].SelfAddress}/user/idle").ResolveOne(Patience);
        var told = new TaskCompletionSource<Terminated>();
        nodes[0].System.ActorOf(Props.Create(() => new Watcher(watched, told)));
        await CrashAsync(nodes[1]);
        await UntilAsync(() => nodes[0].State.Unreachable.Count == 1);

        nodes[0].Down(nodes[1].SelfAddress);

        var terminated = await told.Task.WaitAsync(Patience);
        Assert.Equal(watched, terminated.ActorRef);
    }

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Watcher : UntypedActor
    {
        private readonly TaskCompletionSource<Terminated> _told;

        public Watcher(IActorRef watched, TaskCompletionSource<Terminated> told)
        {
            _told = told;
            Context.Watch(watched);
        }

        protected override void OnReceive(object message)
        {
            if (message is Terminated terminated) _told.TrySetResult(terminated);
        }
    }
}
