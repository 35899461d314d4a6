using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Vectors;
using FedPrune.Model.Training;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// A step of stochastic gradient descent on all weights that are left:
/// <c>g ← clip·g + decay·w + μ·(w − w_t)</c>, <c>v ← m·v + g</c>, <c>w ← w − η·v</c>. All arrays are (n), padded to a whole
/// vector.
/// </summary>
internal static unsafe class Descent<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>The step.</summary>
    /// <param name="weights">w, changed.</param>
    /// <param name="gradient">g of the mean loss; zero afterwards, for the next step to add up.</param>
    /// <param name="velocity">v, changed.</param>
    /// <param name="anchor">w_t.</param>
    /// <param name="count">n.</param>
    /// <param name="clip">Factor of the gradient.</param>
    /// <param name="settings">η, m, decay and μ.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Step(
        float* weights, float* gradient, float* velocity, float* anchor, int count, float clip, LocalTraining settings)
    {
        TVector scale = TSimd.Broadcast(clip), momentum = TSimd.Broadcast(settings.Momentum), rate = TSimd.Broadcast(-settings.LearningRate);
        TVector pull = TSimd.Broadcast(settings.WeightDecay + settings.Proximal), home = TSimd.Broadcast(-settings.Proximal);
        for (int i = 0; i < count; i += TSimd.Width)
        {
            var w = TSimd.Load(weights + i);
            var g = TSimd.Multiply(scale, TSimd.Load(gradient + i));
            g = TSimd.MultiplyAdd(pull, w, g);
            g = TSimd.MultiplyAdd(home, TSimd.Load(anchor + i), g);
            var v = TSimd.MultiplyAdd(momentum, TSimd.Load(velocity + i), g);
            TSimd.Store(v, velocity + i);
            TSimd.Store(default, gradient + i);
            TSimd.Store(TSimd.MultiplyAdd(rate, v, w), weights + i);
        }
    }
}
