using FedPrune.Bench;

namespace FedPrune.Compat.Tests.Actors;

/// <summary>The short form of <c>./fedprune soak engine</c>: the schedules are the same code.</summary>
public sealed class RandomScheduleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task No_schedule_breaks_the_promises(int seed) => Assert.Empty(await EngineSchedule.RunAsync(seed));
}
