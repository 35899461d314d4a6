using FedPrune.Actors;
using FedPrune.Host.Configuration;
using FedPrune.Host.Display;
using FedPrune.Host.Runs;
using FedPrune.Model.Data;

namespace FedPrune.Host.Tests.Configuration;

/// <summary>Reads a configuration as a whole run does, with synthetic data unless it says otherwise.</summary>
internal static class Whole
{
    private static readonly ImageData Images = new SyntheticImages { Shape = new ImageShape(1, 28, 28), Train = 400, Test = 100 }.Generate(1);

    public static Experiment Experiment(IReadOnlyList<string> overrides, string name = "quick") => ExperimentReader.Experiment(
        RunConfiguration.Resolve(name, overrides).Settings, new ImageShape(1, 28, 28), classes: 10);

    /// <summary>Reads every key that the configuration gives a meaning to.</summary>
    public static async Task ReadAllAsync(IReadOnlyList<string> overrides)
    {
        var settings = RunConfiguration.Resolve(
            "quick", ["data.set=synthetic", "data.synthetic-train=400", "data.synthetic-test=100", "partition.samples-per-device=10", .. overrides]).Settings;
        var images = overrides.Any(o => o.StartsWith("data.", StringComparison.Ordinal) || o.StartsWith("evaluation.", StringComparison.Ordinal))
            ? await DataLoading.ImagesAsync(settings, new JsonDisplay().Download, CancellationToken.None)
            : Images; // what is not about the data need not draw them
        var experiment = ExperimentReader.Experiment(settings, images.Train.Shape, images.Train.Classes);
        DataLoading.Federate(settings, images, experiment.Seed);
        ExperimentReader.Slots(settings);
        PolicyReader.Options(settings);
    }

    /// <summary>What the user is told, who has made a mistake.</summary>
    public static string Refused(Action act)
    {
        var refused = Assert.Throws<UserException>(act);
        Assert.Equal(ExitCode.Usage, refused.Code);
        return refused.Message;
    }
}
