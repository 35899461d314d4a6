namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// <c>loss = −ln softmax(z)[label]</c> of each image, and the gradient of the batch's mean, <c>(softmax(z) − 1{label})/n</c>.
/// Logits lie class by class, images side by side.
/// </summary>
internal static unsafe class CrossEntropy
{
    /// <summary>The loss of one image: column <paramref name="z"/> of the logits.</summary>
    /// <param name="z">Its first logit.</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="step">Floats from one to the next.</param>
    /// <param name="label">The right class.</param>
    /// <returns>The loss, and the class with the largest logit, the first if there are several.</returns>
    public static (double Loss, int Best) Loss(float* z, int classes, int step, int label)
    {
        var best = Largest(z, classes, step);
        return (Math.Log(Total(z, classes, step, z[best * step])) + z[best * step] - z[label * step], best);
    }

    /// <summary>The loss of one image and, written, the gradient of its share in the mean.</summary>
    /// <param name="z">As for <see cref="Loss"/>.</param>
    /// <param name="gradient">Laid out as the logits.</param>
    /// <param name="classes">As for <see cref="Loss"/>.</param>
    /// <param name="step">As for <see cref="Loss"/>.</param>
    /// <param name="label">As for <see cref="Loss"/>.</param>
    /// <param name="share">1/n.</param>
    public static double Gradient(float* z, float* gradient, int classes, int step, int label, float share)
    {
        var largest = z[Largest(z, classes, step) * step];
        var total = Total(z, classes, step, largest);
        for (int c = 0; c < classes; c++)
            gradient[c * step] = share * ((float)(MathF.Exp(z[c * step] - largest) / total) - (c == label ? 1 : 0));
        return Math.Log(total) + largest - z[label * step];
    }

    private static int Largest(float* z, int classes, int step)
    {
        var best = 0;
        for (int c = 1; c < classes; c++)
        {
            if (z[c * step] > z[best * step])
                best = c;
        }
        return best;
    }

    private static double Total(float* z, int classes, int step, float largest)
    {
        var total = 0.0;
        for (int c = 0; c < classes; c++)
            total += MathF.Exp(z[c * step] - largest);
        return total;
    }
}
