namespace TorchSharp;

public static partial class torch
{
    public sealed unsafe partial class Tensor
    {
        /// <summary>The sum of all elements; of booleans and integers as int64.</summary>
        public Tensor sum(ScalarType? type = null) => Own(Native.fp_sum(Handle, dims: null, -1, keepdim: 0, Number(type)), this);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Own(Native.fp_sum(Handle, &dim, 1, keepdim ? 1 : 0, Number(type)), this);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dim) return Own(Native.fp_sum(Handle, dims, dim.Length, keepdim ? 1 : 0, Number(type)), this);
        }

        /// <summary>The mean of all elements, which must be real numbers.</summary>
        public Tensor mean() => Own(Native.fp_mean(Handle, dims: null, -1, keepdim: 0, dtype: -1), this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* dims = dimensions)
            {
                return Own(Native.fp_mean(Handle, dims, dimensions.Length, keepdim ? 1 : 0, Number(type)), this);
            }
        }

        /// <summary>Where the greatest element is, counted through the flattened tensor; int64.</summary>
        public Tensor argmax() => Own(Native.fp_argmax(Handle, 0, all: 1, keepdim: 0), this);

        /// <summary>Where the greatest element along one dimension is; int64.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Own(Native.fp_argmax(Handle, dim, all: 0, keepdim ? 1 : 0), this);
    }
}
