using System.Numerics.Tensors;

namespace FedPrune.Model.Training;

/// <summary>
/// Clipping by the norm of the whole gradient of the loss, of kept weights only and before decay and the proximal term
/// are added: <c>g ← g · min(1, most/‖g‖)</c> (Pascanu et al., 2013).
/// </summary>
public static class GradientClipping
{
    private const int Piece = 1024; // so that no sum of floats is long

    /// <summary>The factor min(1, most/‖g‖); 1 if <paramref name="most"/> is 0.</summary>
    /// <param name="squares">‖g‖².</param>
    /// <param name="most">Largest norm; 0 for any.</param>
    public static float Factor(double squares, float most) =>
        most == 0 || squares <= (double)most * most ? 1 : (float)(most / Math.Sqrt(squares));

    /// <summary>Σ g² of a block of which everything is kept.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> gradient)
    {
        var sum = 0.0;
        for (int i = 0; i < gradient.Length; i += Piece)
            sum += TensorPrimitives.SumOfSquares(gradient[i..Math.Min(i + Piece, gradient.Length)]);
        return sum;
    }

    /// <summary>Σ g² of the kept weights of a block.</summary>
    /// <param name="gradient">(N) gradient of the block.</param>
    /// <param name="kept">(k) kept indices of the whole network, all within the block.</param>
    /// <param name="offset">The block's first index.</param>
    public static double SumOfSquares(ReadOnlySpan<float> gradient, ReadOnlySpan<int> kept, int offset)
    {
        var sum = 0.0;
        foreach (var j in kept)
            sum += (double)gradient[j - offset] * gradient[j - offset];
        return sum;
    }
}
