using Akka.Actor;
using Akka.Cluster;

namespace FedPrune.Compat.Tests.Cluster;

public sealed class MembershipTests : ClusterTest
{
    [Fact]
    public void A_node_that_has_not_joined_is_no_member()
    {
        var node = NewNode();

        Assert.Empty(node.State.Members);
        Assert.Equal(MemberStatus.Removed, node.SelfMember.Status);
        Assert.Equal(node.SelfAddress, node.SelfUniqueAddress.Address);
    }

    [Fact]
    public async Task A_node_that_joins_itself_forms_a_cluster_and_leads_it()
    {
        var node = (await UpAsync(""))[0];

        Assert.Equal(node.SelfUniqueAddress, Assert.Single(node.State.Members).UniqueAddress);
        await UntilAsync(() => node.SelfAddress.Equals(node.State.Leader));
    }

    [Fact]
    public async Task All_members_come_to_the_same_view()
    {
        var nodes = await UpAsync("", "", "");

        await UntilAsync(() => nodes.All(node => node.State.SeenBy.Count == 3));
        foreach (var node in nodes)
        {
            Assert.Equal(nodes.Select(each => each.SelfUniqueAddress).Order(), node.State.Members.Select(member => member.UniqueAddress));
            Assert.Equal(nodes[0].State.Leader, node.State.Leader);
            Assert.Empty(node.State.Unreachable);
        }
    }

    [Fact]
    public async Task The_member_with_the_lowest_address_leads()
    {
        var nodes = await UpAsync("", "", "");

        var lowest = nodes.Select(node => node.SelfAddress).Order(Member.AddressOrdering).First();

        await UntilAsync(() => nodes.All(node => lowest.Equals(node.State.Leader)));
    }

    [Fact]
    public async Task The_first_that_came_up_is_the_oldest()
    {
        var nodes = await UpAsync("", "", "");

        var byAge = nodes[2].State.Members.Order(Member.AgeOrdering).Select(member => member.UniqueAddress);

        Assert.Equal(nodes.Select(node => node.SelfUniqueAddress), byAge);
    }

    [Fact]
    public async Task Members_know_each_others_roles()
    {
        var nodes = await UpAsync("akka.cluster.roles = [server]", "akka.cluster.roles = [edge, spare]");

        var edge = nodes[0].State.Members.Single(member => member.HasRole("edge"));

        Assert.Equal(nodes[1].SelfUniqueAddress, edge.UniqueAddress);
        Assert.Equal(["edge", "spare"], edge.Roles.Order(StringComparer.Ordinal));
        Assert.Equal(["server"], nodes[0].SelfRoles);
        await UntilAsync(() => nodes[0].SelfAddress.Equals(nodes[1].State.RoleLeader("server")));
        Assert.Null(nodes[1].State.RoleLeader("no such role"));
    }

    [Fact]
    public async Task A_node_runs_what_was_registered_when_it_is_up()
    {
        var node = NewNode();
        var up = new TaskCompletionSource();
        node.RegisterOnMemberUp(() => up.SetResult());
        Assert.False(up.Task.IsCompleted);

        node.Join(node.SelfAddress);
        await up.Task.WaitAsync(Patience);

        var atOnce = new TaskCompletionSource();
        node.RegisterOnMemberUp(() => atOnce.SetResult());
        await atOnce.Task.WaitAsync(Patience);
        Assert.Equal(MemberStatus.Up, node.SelfMember.Status);
    }

    [Fact]
    public async Task A_subscriber_learns_what_was_before_as_events_if_it_wants()
    {
        var nodes = await UpAsync("", "");

        var events = Subscribe(nodes[1], ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));

        UniqueAddress[] up =
        [
            (await events.NextAsync<ClusterEvent.MemberUp>()).Member.UniqueAddress,
            (await events.NextAsync<ClusterEvent.MemberUp>()).Member.UniqueAddress,
        ];
        Assert.Equal(nodes.Select(node => node.SelfUniqueAddress).Order(), up.Order());
    }

    [Fact]
    public async Task Members_wait_for_each_other_if_a_least_number_is_set()
    {
        const string Two = "akka.cluster.min-nr-of-members = 2";
        var first = NewNode(Two);
        first.Join(first.SelfAddress);
        await UntilAsync(() => first.State.Members.Count == 1);
        Assert.Equal(MemberStatus.Joining, first.SelfMember.Status);

        var second = NewNode(Two);
        second.Join(first.SelfAddress);

        await UntilAsync(() => CountUp(first) == 2 && CountUp(second) == 2);
    }

    [Fact]
    public async Task Actors_of_members_reach_each_other()
    {
        var nodes = await UpAsync("", "");
        nodes[0].System.ActorOf(Props.Create(() => new Echo()), "echo");

        var answer = await nodes[1].System.ActorSelection($"{nodes[0].SelfAddress}/user/echo").Ask<string>("here", Patience);

        Assert.Equal("here", answer);
    }

    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }
}
