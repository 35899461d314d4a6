using FedPrune.Host.Configuration;
using FedPrune.Host.Runs;
using FedPrune.Model.Data;

namespace FedPrune.Host.Tests.Runs;

public sealed class EvaluationImagesTests
{
    private static readonly ImageData All = new SyntheticImages { Train = 200, Test = 100 }.Generate(3);

    [Fact]
    public void All_test_images_are_the_default() => Assert.Same(All, Chosen());

    [Fact]
    public void Fewer_test_images_have_the_classes_in_proportion_and_all_training_images_stay()
    {
        var chosen = Chosen("evaluation.images=25");
        Assert.Equal((200, 25), (chosen.Train.Count, chosen.Test.Count));
        Assert.All(Counts(chosen.Test), count => Assert.InRange(count, 2, 3));
    }

    [Fact]
    public void Validation_images_are_training_images_that_no_device_can_get()
    {
        var chosen = Chosen("evaluation.on=validation", "evaluation.images=40");
        Assert.Equal((160, 40), (chosen.Train.Count, chosen.Test.Count));
        Assert.All(Counts(chosen.Test), count => Assert.Equal(4, count));
        Assert.Equal(Images(All.Train).Order(StringComparer.Ordinal), Images(chosen.Train).Concat(Images(chosen.Test)).Order(StringComparer.Ordinal));
        Assert.Empty(Images(chosen.Test).Intersect(Images(All.Test)));
    }

    [Fact]
    public void A_tenth_of_the_training_images_is_held_out_by_default() => Assert.Equal(20, Chosen("evaluation.on=validation").Test.Count);

    [Fact]
    public void More_than_there_are_is_refused() => Assert.Throws<UserException>(() => Chosen("evaluation.images=101"));

    private static ImageData Chosen(params string[] overrides) => EvaluationImages.Choose(RunConfiguration.Resolve("quick", overrides).Settings, All);

    private static int[] Counts(ImageSet set)
    {
        var counts = new int[set.Classes];
        foreach (var label in set.Labels)
            counts[label]++;
        return counts;
    }

    private static IEnumerable<string> Images(ImageSet set) =>
        Enumerable.Range(0, set.Count).Select(i => set.Labels[i] + Convert.ToHexString(set.Pixels(i)));
}
