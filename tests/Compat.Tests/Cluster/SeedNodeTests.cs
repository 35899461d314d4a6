using Akka.Actor;
using AkkaCluster = Akka.Cluster.Cluster;

namespace FedPrune.Compat.Tests.Cluster;

public sealed class SeedNodeTests : ClusterTest
{
    [Fact]
    public async Task The_first_seed_node_forms_the_cluster_and_the_others_join_it()
    {
        var (first, second, third) = (NewNode(), NewNode(), NewNode());
        Address[] seeds = [first.SelfAddress, second.SelfAddress];

        third.JoinSeedNodes(seeds);
        second.JoinSeedNodes(seeds);
        first.JoinSeedNodes(seeds);

        await UntilAsync(() => CountUp(first) == 3 && CountUp(second) == 3 && CountUp(third) == 3);
    }

    [Fact]
    public async Task Without_the_first_seed_node_no_cluster_is_formed()
    {
        var (first, second, third) = (NewNode(), NewNode(), NewNode());
        Address[] seeds = [first.SelfAddress, second.SelfAddress];

        second.JoinSeedNodes(seeds);
        third.JoinSeedNodes(seeds);
        first.Join(first.SelfAddress);

        // There is one cluster, and the first node formed it.
        await UntilAsync(() => CountUp(first) == 3 && CountUp(second) == 3 && CountUp(third) == 3);
        Assert.Equal(first.SelfUniqueAddress, third.State.Members.Order(Akka.Cluster.Member.AgeOrdering).First().UniqueAddress);
    }

    [Fact]
    public async Task Seed_nodes_can_be_configured()
    {
        var first = (await UpAsync(""))[0];

        var second = NewNode($"""akka.cluster.seed-nodes = ["{first.SelfAddress}"]""");

        Assert.Equal([first.SelfAddress], second.Settings.SeedNodes);
        await UntilAsync(() => CountUp(first) == 2 && CountUp(second) == 2);
    }

    [Fact]
    public async Task A_restarted_node_joins_as_a_new_incarnation()
    {
        var nodes = await UpAsync("", "");
        await CrashAsync(nodes[1]);

        var again = Restart(nodes[1]);
        again.JoinSeedNodes([nodes[0].SelfAddress]);

        await UntilAsync(() => CountUp(nodes[0]) == 2 && CountUp(again) == 2);
        Assert.Equal(nodes[1].SelfAddress, again.SelfAddress);
        Assert.NotEqual(nodes[1].SelfUniqueAddress, again.SelfUniqueAddress);
        Assert.True(Knows(nodes[0], again));
        Assert.False(Knows(nodes[0], nodes[1]));
    }

    [Fact]
    public async Task A_restarted_first_seed_node_joins_the_cluster_that_is_there()
    {
        var nodes = await UpAsync("", "");
        Address[] seeds = [nodes[0].SelfAddress, nodes[1].SelfAddress];
        await CrashAsync(nodes[0]);

        var again = Restart(nodes[0], "akka.cluster.seed-node-timeout = 20s"); // else it forms a cluster of its own
        again.JoinSeedNodes(seeds);

        await UntilAsync(() => CountUp(nodes[1]) == 2 && CountUp(again) == 2);
        Assert.True(Knows(again, nodes[1]));
        Assert.False(Knows(nodes[1], nodes[0]));
    }

    private AkkaCluster Restart(AkkaCluster crashed, string own = "") =>
        NewNode($"akka.remote.dot-netty.tcp.port = {crashed.SelfAddress.Port}{Environment.NewLine}{own}");
}
