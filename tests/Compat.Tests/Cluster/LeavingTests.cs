using Akka.Actor;
using Akka.Cluster;

namespace FedPrune.Compat.Tests.Cluster;

public sealed class LeavingTests : ClusterTest
{
    [Fact]
    public async Task A_member_that_leaves_goes_through_leaving_and_exiting_and_is_removed()
    {
        var nodes = await UpAsync("", "");
        var events = Subscribe(nodes[0], ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent));

        nodes[1].Leave(nodes[1].SelfAddress);

        var exited = await events.FishAsync<ClusterEvent.MemberExited>(_ => true);
        Assert.Equal(nodes[1].SelfUniqueAddress, exited.Member.UniqueAddress);
        var removed = await events.FishAsync<ClusterEvent.MemberRemoved>(_ => true);
        Assert.Equal(nodes[1].SelfUniqueAddress, removed.Member.UniqueAddress);
        Assert.Equal(MemberStatus.Exiting, removed.PreviousStatus);
    }

    [Fact]
    public async Task A_member_that_has_left_terminates_its_system()
    {
        var nodes = await UpAsync("", "");
        var removed = new TaskCompletionSource();
        nodes[1].RegisterOnMemberRemoved(() => removed.SetResult());

        nodes[0].Leave(nodes[1].SelfAddress);

        await removed.Task.WaitAsync(Patience);
        await nodes[1].System.WhenTerminated.WaitAsync(Patience);
        Assert.True(nodes[1].IsTerminated);
        await UntilAsync(() => nodes[0].State.Members.Count == 1);
    }

    [Fact]
    public async Task Terminating_a_system_lets_its_node_leave_first()
    {
        var nodes = await UpAsync("", "", "");
        var events = Subscribe(nodes[0], ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));

        await nodes[2].System.Terminate().WaitAsync(Patience);

        await events.NextAsync<ClusterEvent.CurrentClusterState>();
        var removed = await events.FishAsync<ClusterEvent.MemberRemoved>(_ => true);
        Assert.Equal(MemberStatus.Exiting, removed.PreviousStatus);
        await UntilAsync(() => nodes[0].State.Members.Count == 2 && nodes[1].State.Members.Count == 2);
    }

    [Fact]
    public async Task The_leader_can_leave()
    {
        var nodes = await UpAsync("", "");
        var leader = nodes.Single(node => node.SelfAddress.Equals(nodes[0].State.Leader));
        var other = nodes.Single(node => node != leader);

        leader.Leave(leader.SelfAddress);

        await leader.System.WhenTerminated.WaitAsync(Patience);
        await UntilAsync(() => other.State.Members.Count == 1 && other.SelfAddress.Equals(other.State.Leader));
    }

    [Fact]
    public async Task The_last_member_can_leave()
    {
        var node = (await UpAsync(""))[0];

        node.Leave(node.SelfAddress);

        await node.System.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_node_that_shuts_down_tells_its_own_subscribers()
    {
        var node = (await UpAsync(""))[0];
        var told = new TaskCompletionSource();
        node.Subscribe(
            node.System.ActorOf(Props.Create(() => new Listener(told))), ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.ClusterShuttingDown));

        node.Leave(node.SelfAddress);

        await told.Task.WaitAsync(Patience);
    }

    private sealed class Listener(TaskCompletionSource told) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ClusterEvent.ClusterShuttingDown) told.TrySetResult();
        }
    }
}
