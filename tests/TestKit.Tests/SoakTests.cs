namespace FedPrune.TestKit.Tests;

public sealed class SoakTests
{
    private const int Schedules = 60;

    [Fact]
    public async Task Random_faults_break_no_promise()
    {
        var outcomes = new HashSet<Actors.DeviceOutcome>();
        for (ulong seed = 1; seed <= Schedules; seed++)
            outcomes.UnionWith(await FaultSoak.CheckAsync(seed));
        Assert.Equal(Enum.GetValues<Actors.DeviceOutcome>(), outcomes.Order());
    }
}
