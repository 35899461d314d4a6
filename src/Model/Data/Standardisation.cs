using System.Collections.Immutable;

namespace FedPrune.Model.Data;

/// <summary>
/// Turns bytes into the numbers a network takes: <c>x = (pixel/255 − mean[c]) / deviation[c]</c>, with mean and (population)
/// standard deviation of each channel over the training images.
/// </summary>
public sealed class Standardisation
{
    private const int Levels = 256;

    private readonly float[] _values; // (C, 256): the standardised number of each pixel value

    private Standardisation(ImmutableArray<double> mean, ImmutableArray<double> deviation)
    {
        (Mean, Deviation) = (mean, deviation);
        _values = new float[mean.Length * Levels];
        for (int i = 0; i < _values.Length; i++)
            _values[i] = (float)((i % Levels / 255.0 - mean[i / Levels]) / deviation[i / Levels]);
    }

    /// <summary>(C) means of pixel/255.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>(C) standard deviations of pixel/255; 1 where a channel is constant.</summary>
    public ImmutableArray<double> Deviation { get; }

    /// <summary>None at all, for bytes that are symbols: <c>x = byte</c>.</summary>
    /// <param name="channels">Number of channels.</param>
    public static Standardisation None(int channels) =>
        new([.. Enumerable.Repeat(0.0, channels)], [.. Enumerable.Repeat(1 / 255.0, channels)]);

    /// <summary>
    /// The standardisation of a set of images: exact counts of pixel values first, so the order of images is nothing to it.
    /// </summary>
    /// <exception cref="InvalidDataSetException">The set is empty.</exception>
    public static Standardisation Of(ImageSet images)
    {
        if (images.Count == 0)
            throw new InvalidDataSetException($"{images.Name}: no images");
        var counts = PixelCounts(images);
        var mean = new double[images.Shape.Channels];
        var deviation = new double[images.Shape.Channels];
        for (int c = 0; c < mean.Length; c++)
            (mean[c], deviation[c]) = Moments(counts.AsSpan(c * Levels, Levels));
        return new Standardisation([.. mean], [.. deviation]);
    }

    /// <summary>Writes a batch.</summary>
    /// <param name="set">The images; as many channels as this was made of.</param>
    /// <param name="images">(n) indices into the set.</param>
    /// <param name="batch">(n, C, H, W) numbers, written; exactly that long.</param>
    /// <exception cref="ArgumentException">The batch has another length, or the set another number of channels.</exception>
    public void Fill(ImageSet set, ReadOnlySpan<int> images, Span<float> batch)
    {
        CheckLengths(set, images.Length, batch.Length);
        var size = set.Shape.Pixels;
        for (int i = 0; i < images.Length; i++)
            Write(set.Pixels(images[i]), set.Shape, batch.Slice(i * size, size));
    }

    /// <summary>Writes a batch of <paramref name="count"/> images from <paramref name="first"/> on.</summary>
    /// <inheritdoc cref="Fill(ImageSet, ReadOnlySpan{int}, Span{float})"/>
    public void Fill(ImageSet set, int first, int count, Span<float> batch)
    {
        CheckLengths(set, count, batch.Length);
        var size = set.Shape.Pixels;
        for (int i = 0; i < count; i++)
            Write(set.Pixels(first + i), set.Shape, batch.Slice(i * size, size));
    }

    private void Write(ReadOnlySpan<byte> pixels, ImageShape shape, Span<float> numbers)
    {
        var plane = shape.Height * shape.Width;
        for (int c = 0; c < shape.Channels; c++)
        {
            var values = _values.AsSpan(c * Levels, Levels);
            var from = pixels.Slice(c * plane, plane);
            var to = numbers.Slice(c * plane, plane);
            for (int i = 0; i < to.Length; i++)
                to[i] = values[from[i]];
        }
    }

    private void CheckLengths(ImageSet set, int images, int batch)
    {
        if (set.Shape.Channels != Mean.Length)
            throw new ArgumentException($"{set.Name} has {set.Shape.Channels} channels, the standardisation {Mean.Length}");
        var expected = (long)images * set.Shape.Pixels;
        if (batch != expected)
            throw new ArgumentException($"a batch of {images} images of {set.Shape} has {expected} numbers, got {batch}");
    }

    private static long[] PixelCounts(ImageSet images)
    {
        var counts = new long[images.Shape.Channels * Levels];
        var plane = images.Shape.Height * images.Shape.Width;
        var pixels = images.AllPixels;
        for (int p = 0; p < pixels.Length / plane; p++)
        {
            var channel = counts.AsSpan(p % images.Shape.Channels * Levels, Levels);
            foreach (var pixel in pixels.Slice(p * plane, plane))
                channel[pixel]++;
        }
        return counts;
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<long> counts)
    {
        long total = 0, sum = 0;
        for (int value = 0; value < counts.Length; value++)
            (total, sum) = (total + counts[value], sum + counts[value] * value);
        var mean = (double)sum / total;
        double squares = 0;
        for (int value = 0; value < counts.Length; value++)
            squares += counts[value] * (value - mean) * (value - mean);
        return (mean / 255, squares > 0 ? Math.Sqrt(squares / total) / 255 : 1);
    }
}
