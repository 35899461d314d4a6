using FedPrune.Host.Configuration;
using FedPrune.Host.Studies;

namespace FedPrune.Host.Tests.Studies;

public sealed class RunKeyTests
{
    [Fact]
    public void The_same_configuration_has_the_same_address() => Assert.Equal(Key(), Key());

    [Theory]
    [InlineData("compute.slots=7")]
    [InlineData("compute.timeout=5m")]
    [InlineData("compute.nodes=3")]
    [InlineData("data.url=http://elsewhere/")]
    [InlineData("data.path=/elsewhere")]
    [InlineData("cluster.retries=9")]
    [InlineData("akka.loglevel=DEBUG")]
    public void How_and_where_it_runs_does_not_change_it(string assignment) => Assert.Equal(Key(), Key(assignment));

    [Theory]
    [InlineData("noise.devices=0.40", "noise.devices=0.4")]
    [InlineData("training.learning-rate=2e-1", "training.learning-rate=0.2")]
    [InlineData("pruning.dynamic=true", "pruning.dynamic=on")]
    [InlineData("rounds=030", "rounds=30")]
    public void Another_spelling_does_not_change_it(string one, string other) => Assert.Equal(Key(one), Key(other));

    [Fact]
    public void Every_other_key_changes_it()
    {
        string[] without =
            ["fedprune.compute.slots", "fedprune.compute.timeout", "fedprune.compute.nodes", "fedprune.speed-up", "fedprune.data.url", "fedprune.data.path"];
        var keys = ConfigKeys.Leaves(HoconFiles.Reference()).Keys.Except(without)
            .Where(key => !key.StartsWith("fedprune.cluster.", StringComparison.Ordinal)).ToList();
        var addresses = keys.Select(key => Key($"{key}=something-else")).Append(Key()).ToHashSet();
        Assert.Equal(keys.Count + 1, addresses.Count);
    }

    [Fact]
    public void Where_an_idx_set_lies_is_what_it_is() =>
        Assert.NotEqual(Key("data.set=idx", "data.path=/a"), Key("data.set=idx", "data.path=/b"));

    [Fact]
    public void Seeds_that_a_double_cannot_tell_apart_are_different_runs() =>
        Assert.NotEqual(Key("seed=18446744073709551615"), Key("seed=18446744073709551614"));

    private static RunKey Key(params string[] overrides) => RunKey.Of(RunConfiguration.Resolve("quick", overrides));
}
