using FedPrune.Model.Randomness;

namespace FedPrune.Model.Data;

/// <summary>
/// Images made from a seed, for tests and trials without any file: each class is a smooth random pattern; an image is its
/// class's pattern, shifted at random (wrapping around) in random contrast, plus noise. Classes are equally frequent.
/// </summary>
public sealed record SyntheticImages
{
    public ImageShape Shape { get; init; } = new(1, 14, 14);

    public int Classes { get; init; } = 10;

    /// <summary>Number of training images.</summary>
    public int Train { get; init; } = 2000;

    /// <summary>Number of test images.</summary>
    public int Test { get; init; } = 500;

    /// <summary>Standard deviation of each pixel's noise, in steps of 0…255; patterns have one of 40.</summary>
    public double Noise { get; init; } = 60;

    /// <summary>Pixels by which a pattern is shifted at most, in each direction.</summary>
    public int Shift { get; init; } = 2;

    /// <summary>Draws the images: image i of a set is the same however many there are.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ImageData Generate(ulong seed)
    {
        CheckRanges();
        var patterns = Enumerable.Range(0, Classes).Select(c => SmoothPattern.Draw(Shape, Stream(seed, Part.Patterns, c))).ToArray();
        return new ImageData(Draw("synthetic train", Train, Part.Train), Draw("synthetic test", Test, Part.Test));

        ImageSet Draw(string name, int count, Part part)
        {
            var (pixels, labels) = (new byte[checked(count * Shape.Pixels)], new byte[count]);
            for (int i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % Classes);
                Render(patterns[labels[i]], Stream(seed, part, i), pixels.AsSpan(i * Shape.Pixels, Shape.Pixels));
            }
            return new ImageSet(name, Shape, Classes, pixels, labels);
        }
    }

    private void CheckRanges()
    {
        var positive = Shape is { Channels: > 0, Height: > 0, Width: > 0 } && Train > 0 && Test > 0;
        if (!positive || Classes is < 1 or > 256 || Shift < 0 || !(Noise >= 0))
            throw new ArgumentException($"{this}: allowed are positive sizes and counts, 1 to 256 classes, noise and shift from 0");
    }

    private void Render(float[] pattern, RandomStream random, Span<byte> image)
    {
        var (down, right) = (random.Next(-Shift, Shift + 1), random.Next(-Shift, Shift + 1));
        var contrast = random.NextUniform(25, 55);
        for (int k = 0; k < image.Length; k++)
        {
            var (plane, row, column) = (k / (Shape.Height * Shape.Width), k / Shape.Width % Shape.Height, k % Shape.Width);
            var from = (plane * Shape.Height + Wrapped(row - down, Shape.Height)) * Shape.Width + Wrapped(column - right, Shape.Width);
            image[k] = (byte)Math.Clamp(Math.Round(128 + contrast * pattern[from] + Noise * random.NextNormal()), 0, 255);
        }
    }

    private static int Wrapped(int place, int length) => ((place % length) + length) % length;

    private static RandomStream Stream(ulong seed, Part part, int index) =>
        RandomStream.For(seed, Purpose.SyntheticImages, (int)part, index);

    private enum Part
    {
        Patterns,
        Train,
        Test,
    }
}
