using FedPrune.Host.Configuration;
using FedPrune.Model.Data;

namespace FedPrune.Host.Runs;

/// <summary>Which images a run is evaluated on.</summary>
internal static class EvaluationImages
{
    private enum On
    {
        Test,
        Validation,
    }

    /// <summary>
    /// Test images, or training images that no device gets. Where fewer than all are wanted, each class is cut to its share:
    /// of test images the first are taken, of training images the last, whatever the seed.
    /// </summary>
    /// <exception cref="UserException">There are not as many.</exception>
    public static ImageData Choose(Settings settings, ImageData all)
    {
        var on = settings.Choice("evaluation.on", ("test", On.Test), ("validation", On.Validation));
        var wanted = settings.Whole("evaluation.images", 0, on == On.Test ? all.Test.Count : all.Train.Count - 1);
        if (on == On.Test)
            return wanted == 0 || wanted == all.Test.Count ? all : new ImageData(all.Train, Part(all.Test, all.Test.Name, First(all.Test, wanted), true));
        var kept = First(all.Train, all.Train.Count - (wanted == 0 ? all.Train.Count / 10 : wanted));
        return new ImageData(Part(all.Train, all.Train.Name, kept, true), Part(all.Train, "validation", kept, false));
    }

    // (n) whether an image is among the first of its class: so many altogether, rounded so that the sum is exact.
    private static bool[] First(ImageSet set, int count)
    {
        var sizes = new int[set.Classes];
        foreach (var label in set.Labels)
            sizes[label]++;
        var quotas = new int[set.Classes];
        long before = 0;
        for (int c = 0; c < quotas.Length; before += sizes[c], c++)
            quotas[c] = (int)(((before + sizes[c]) * count / set.Count) - (before * count / set.Count));
        var first = new bool[set.Count];
        for (int i = 0; i < first.Length; i++)
            first[i] = quotas[set.Labels[i]]-- > 0;
        return first;
    }

    private static ImageSet Part(ImageSet set, string name, bool[] chosen, bool having)
    {
        var count = chosen.Count(c => c == having);
        var (pixels, labels) = (new byte[(long)count * set.Shape.Pixels], new byte[count]);
        for (int i = 0, next = 0; i < chosen.Length; i++)
        {
            if (chosen[i] != having)
                continue;
            set.Pixels(i).CopyTo(pixels.AsSpan(next * set.Shape.Pixels));
            labels[next++] = set.Labels[i];
        }
        return new ImageSet(name, set.Shape, set.Classes, pixels, labels);
    }
}
