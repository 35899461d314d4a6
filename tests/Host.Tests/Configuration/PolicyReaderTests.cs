using FedPrune.Actors.Faults;
using FedPrune.Actors.Rounds;
using FedPrune.Host.Configuration;

namespace FedPrune.Host.Tests.Configuration;

public sealed class PolicyReaderTests
{
    [Fact]
    public void The_defaults_ask_the_cohort_and_wait_for_it()
    {
        var experiment = Whole.Experiment([]);
        Assert.Equal(new RoundPolicy(), experiment.Policy);
        Assert.Empty(experiment.Faults.Rules);
        Assert.True(experiment.Population.Unlimited);
        Assert.Equal(10, experiment.NormBound);
    }

    [Fact]
    public void Rounds_devices_and_faults_are_read()
    {
        var experiment = Whole.Experiment(
        [
            "round.selection=oort", "round.preferred=20s", "round.over-selection=1.3", "round.late=keep", "round.concurrency=7",
            "device.mix=phone-low: 2, gateway", "faults=slow factor=20 share=0.3; crash-during chance=0.1",
        ]);
        Assert.Equal(new OortSelection(20), experiment.Policy.Selection);
        Assert.Equal((1.3, true, 7), (experiment.Policy.OverSelection, experiment.Policy.KeepsLate, experiment.Policy.Concurrency));
        Assert.Equal([("phone-low", 2.0), ("gateway", 1.0)], experiment.Population.Mix.Select(kind => (kind.Class.Name, kind.Share)));
        Assert.Equal([FaultKind.Slow, FaultKind.CrashDuring], experiment.Faults.Rules.Select(rule => rule.Kind));
    }

    [Theory]
    [InlineData("round.selection=lottery", "uniform, size, power-of-choice, oort")]
    [InlineData("round.over-selection=0.5", "a number from 1")]
    [InlineData("round.late=sometimes", "drop, keep")]
    [InlineData("device.mix=toaster", "no device 'toaster'")]
    [InlineData("faults=meteor", "'meteor' is no fault")]
    [InlineData("clock=sundial", "virtual, real")]
    public void What_is_not_allowed_is_named_with_what_is(string set, string allowed) =>
        Assert.Contains(allowed, Assert.Throws<UserException>(() => Whole.Experiment([set])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_actor_system_is_told_the_clock()
    {
        var settings = RunConfiguration.Resolve("quick", ["clock=real", "speed-up=100"]).Settings;
        var akka = Akka.Configuration.ConfigurationFactory.ParseString(PolicyReader.ActorSystem(settings));
        foreach (var mailbox in (string[])["bandwidth-mailbox", "compute-mailbox"])
            Assert.Equal(("real", 100), (akka.GetString($"akka.actor.{mailbox}.clock"), akka.GetDouble($"akka.actor.{mailbox}.speed-up")));
    }
}
