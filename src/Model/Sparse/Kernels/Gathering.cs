using System.Runtime.CompilerServices;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary><c>to[k] = from[source[k]]</c></summary>
internal static unsafe class Gathering
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* from, int* source, float* to, int count)
    {
        for (int k = 0; k < count; k++)
            to[k] = from[source[k]];
    }
}
