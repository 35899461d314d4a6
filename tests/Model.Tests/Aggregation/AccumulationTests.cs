using FedPrune.Model.Aggregation;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class AccumulationTests
{
    private static readonly int[] Lengths = [0, 1, 3, 4, 7, 8, 15, 16, 17, 31, 1000, Accumulation.Piece - 1, Accumulation.Piece + 5];

    [Fact]
    public void A_weighted_mean_has_the_bits_of_adding_vector_after_vector_in_double()
    {
        foreach (var length in Lengths.Where(length => length <= Accumulation.Piece))
        {
            for (int count = 1; count <= 18; count++)
            {
                var (vectors, weights) = (Vectors(count, length), Numbers(count, 99));
                var sum = new double[length];
                for (int i = 0; i < count; i++)
                {
                    for (int k = 0; k < length; k++)
                        sum[k] += weights[i] * vectors[i].Span[k];
                }
                var mean = new float[length];
                Accumulation.Mean(mean, vectors, .., weights, 0.7);
                Assert.Equal(sum.Select(s => (float)(s / 0.7)), mean);
            }
        }
    }

    [Fact]
    public void Dot_products_and_squares_are_right_to_the_rounding_of_a_double()
    {
        foreach (var length in Lengths)
        {
            var vectors = Vectors(11, length);
            var vector = Numbers(length, 8);
            var dots = Accumulation.Dots(vectors, vector);
            for (int i = 0; i < vectors.Length; i++)
            {
                var (dot, square, size) = (0m, 0m, 0.0);
                for (int k = 0; k < length; k++)
                {
                    dot += (decimal)vectors[i].Span[k] * (decimal)vector[k];
                    square += (decimal)vectors[i].Span[k] * (decimal)vectors[i].Span[k];
                    size += Math.Abs(vectors[i].Span[k] * vector[k]);
                }
                Assert.Equal((double)dot, dots[i], 1e-6 * (1 + size)); // decimal takes 7 digits of a float
                Assert.Equal((double)square, Accumulation.SumOfSquares(vectors[i].Span), 1e-6 * (1 + (double)square));
            }
        }
    }

    [Fact]
    public void A_dot_product_does_not_depend_on_its_neighbours()
    {
        foreach (var length in Lengths)
        {
            var vectors = Vectors(11, length);
            var vector = Numbers(length, 8);
            double[] alone = [.. vectors.Select(v => Accumulation.Dots([v], vector)[0])];
            Assert.Equal(alone, Accumulation.Dots(vectors, vector));
        }
    }

    [Fact]
    public void Means_and_dot_products_do_not_depend_on_the_processors_vectors()
    {
        foreach (var length in Lengths.Where(length => length <= Accumulation.Piece))
        {
            foreach (var count in new[] { 7, 8, 11, 16 })
            {
                var (vectors, weights, vector) = (Vectors(count, length), Numbers(count, 99), Numbers(length, 8));
                float[] narrow = new float[length], wide = new float[length];
                Accumulation.Mean<TwoFours>(narrow, vectors, .., weights, 0.7);
                Accumulation.Mean<OneEight>(wide, vectors, .., weights, 0.7);
                Assert.Equal(narrow, wide);
                Assert.Equal(Accumulation.Dots<TwoFours>(vectors, vector), Accumulation.Dots<OneEight>(vectors, vector));
            }
        }
    }

    private static ReadOnlyMemory<float>[] Vectors(int count, int length) =>
        [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<float>)Numbers(length, i).Select(x => (float)x).ToArray())];

    private static double[] Numbers(int length, int number)
    {
        var random = RandomStream.For(5, Purpose.SyntheticImages, number);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextNormal())];
    }
}
