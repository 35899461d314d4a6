using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace FedPrune.Compat.Tests.Torch;

public sealed class MemoryTests
{
    [TorchFact]
    public void Frombuffer_shares_the_arrays_memory_both_ways()
    {
        float[] array = [1, 2, 3, 4, 5, 6];
        using var tensor = frombuffer(array, float32, count: 3, offset: 2);
        Assert.Equal([3L], tensor.shape);

        array[2] = 30;
        tensor.narrow(0, 1, 1).mul_(10);

        Assert.Equal([30f, 40f, 5f], tensor.Floats());
        Assert.Equal([1f, 2f, 30f, 40f, 5f, 6f], array);
    }

    [TorchFact]
    public void From_array_shares_memory_unless_the_type_changes()
    {
        int[,] array = { { 1, 2, 3 }, { 4, 5, 6 } };
        using var shared = from_array(array);
        using var converted = from_array(array, float32);

        array[1, 2] = 60;

        Assert.Equal([2L, 3L], shared.shape);
        Assert.Equal(int32, shared.dtype);
        Assert.Equal(75, shared.sum().ToInt64());
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], converted.Floats());
    }

    [TorchFact]
    public void A_tensor_by_dimensions_holds_a_copy()
    {
        long[] array = [1, 2, 3, 4];
        using var copy = tensor(array, [2L, 2L]);
        using var floats = tensor(Values.Of(6, seed: 1), [3L, 2L], requires_grad: true);
        array[0] = 100;

        Assert.Equal(10, copy.sum().ToInt64());
        Assert.Equal([3L, 2L], floats.shape);
        Assert.True(floats.requires_grad && floats.is_leaf);
    }

    [TorchFact]
    public void An_array_stays_where_it_is_until_the_last_tensor_over_it_is_gone()
    {
        var (array, tensor) = Shared();
        Collect();
        Assert.True(array.IsAlive);

        var view = tensor.view(2, 2);
        tensor.Dispose();
        Collect();
        Assert.Equal([1f, 2f, 3f, 4f], view.Floats());

        view.Dispose();
        Collect();
        Assert.False(array.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (WeakReference Array, Tensor Tensor) Shared()
        {
            float[] array = [1, 2, 3, 4];
            return (new WeakReference(array), frombuffer(array, float32));
        }
    }

    [TorchFact]
    public void Bytes_are_the_tensors_own_memory()
    {
        using var flat = zeros(6);
        using var matrix = flat.narrow(0, 2, 4).view(2, 2);
        var floats = MemoryMarshal.Cast<byte, float>(matrix.bytes);
        floats[3] = 7;
        Assert.Equal([0f, 0f, 0f, 0f, 0f, 7f], flat.Floats());

        float[] values = [1, 2, 3, 4];
        matrix.bytes = MemoryMarshal.AsBytes(values.AsSpan());
        Assert.Equal([0f, 0f, 1f, 2f, 3f, 4f], flat.Floats());
        Assert.Throws<ArgumentException>(() => { matrix.bytes = new byte[15]; });
    }

    [TorchFact]
    public void A_tensor_that_is_not_contiguous_has_no_bytes_but_its_copy_has()
    {
        using var columns = Values.Tensor(1, 3, 4).narrow(1, 1, 2);
        Assert.False(columns.is_contiguous());
        Assert.Throws<NotImplementedException>(() => columns.bytes.Length);
        Assert.Equal(3 * 2 * sizeof(float), columns.contiguous().bytes.Length);
    }

    [TorchFact]
    public void An_abandoned_tensor_is_released_by_its_finalizer()
    {
        var array = Abandon();
        Collect();
        Assert.False(array.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Abandon()
        {
            float[] array = [1, 2, 3, 4];
            _ = frombuffer(array, float32).view(2, 2);
            return new WeakReference(array);
        }
    }

    private static void Collect()
    {
        for (int pass = 0; pass < 3; pass++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
