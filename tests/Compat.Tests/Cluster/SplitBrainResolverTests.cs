using Akka.Cluster;

namespace FedPrune.Compat.Tests.Cluster;

public sealed class SplitBrainResolverTests() : ClusterTest("""
    akka.cluster {
      downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
      split-brain-resolver.stable-after = 1s
      split-brain-resolver.down-all-when-unstable = off
    }
    """)
{
    private const string Quorum = """
        akka.cluster.split-brain-resolver {
          active-strategy = static-quorum
          static-quorum.quorum-size = 2
        }
        """;

    [Fact]
    public async Task The_majority_removes_a_crashed_member()
    {
        var nodes = await UpAsync("", "", "");
        var events = Subscribe(nodes[0], ClusterEvent.InitialStateAsSnapshot, typeof(ClusterEvent.MemberRemoved));

        await CrashAsync(nodes[2]);

        var removed = await events.FishAsync<ClusterEvent.MemberRemoved>(_ => true);
        Assert.Equal((nodes[2].SelfUniqueAddress, MemberStatus.Down), (removed.Member.UniqueAddress, removed.PreviousStatus));
        await UntilAsync(() => nodes[1].State.Members.Count == 2);
    }

    [Fact]
    public async Task A_minority_ends_itself()
    {
        var nodes = await UpAsync("", "", "");

        await Task.WhenAll(CrashAsync(nodes[1]), CrashAsync(nodes[2]));

        await nodes[0].System.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task Of_two_halves_the_one_with_the_lowest_address_stays()
    {
        var nodes = await UpAsync("", "");
        var lowest = nodes.MinBy(node => node.SelfUniqueAddress)!;
        var other = nodes.Single(node => node != lowest);

        await CrashAsync(other);

        await UntilAsync(() => lowest.State.Members.Count == 1 && lowest.State.Unreachable.IsEmpty);
        Assert.Equal(MemberStatus.Up, lowest.SelfMember.Status);
    }

    [Fact]
    public async Task The_half_without_the_lowest_address_ends_itself()
    {
        var nodes = await UpAsync("", "");
        var lowest = nodes.MinBy(node => node.SelfUniqueAddress)!;
        var other = nodes.Single(node => node != lowest);

        await CrashAsync(lowest);

        await other.System.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_quorum_goes_on_without_the_others()
    {
        var nodes = await UpAsync(Quorum, Quorum, Quorum);

        await CrashAsync(nodes[0]);

        await UntilAsync(() => nodes[1].State.Members.Count == 2 && nodes[2].State.Members.Count == 2);
    }

    [Fact]
    public async Task Fewer_than_the_quorum_end_themselves()
    {
        var nodes = await UpAsync(Quorum, Quorum, Quorum);

        await Task.WhenAll(CrashAsync(nodes[0]), CrashAsync(nodes[1]));

        await nodes[2].System.WhenTerminated.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_majority_may_be_one_of_a_role()
    {
        const string Servers = """
            akka.cluster.roles = [server]
            akka.cluster.split-brain-resolver.keep-majority.role = server
            """;
        const string Edges = """
            akka.cluster.roles = [edge]
            akka.cluster.split-brain-resolver.keep-majority.role = server
            """;
        var nodes = await UpAsync(Servers, Edges, Edges);

        await Task.WhenAll(CrashAsync(nodes[1]), CrashAsync(nodes[2]));

        await UntilAsync(() => nodes[0].State.Members.Count == 1);
        Assert.Equal(MemberStatus.Up, nodes[0].SelfMember.Status);
    }
}
