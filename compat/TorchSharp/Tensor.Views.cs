namespace TorchSharp;

public static partial class torch
{
    public sealed unsafe partial class Tensor
    {
        /// <summary>Elements <c>start .. start + length</c> of one dimension, over the same memory.</summary>
        public Tensor narrow(long dim, long start, long length) => Own(Native.fp_narrow(Handle, dim, start, length), this);

        /// <summary>The same memory under another shape; one size may be -1.</summary>
        public Tensor view(params long[] shape)
        {
            fixed (long* sizes = shape) return Own(Native.fp_view(Handle, sizes, shape.Length), this);
        }

        /// <summary>As <see cref="view"/>, copying only where the memory's order demands it.</summary>
        public Tensor reshape(params long[] shape)
        {
            fixed (long* sizes = shape) return Own(Native.fp_reshape(Handle, sizes, shape.Length), this);
        }

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Own(Native.fp_flatten(Handle, start_dim, end_dim), this);

        /// <summary>The same memory, out of the record kept for differentiation.</summary>
        public Tensor detach() => Own(Native.fp_detach(Handle), this);

        public Tensor contiguous() => Own(Native.fp_contiguous(Handle), this);

        public Tensor clone() => Own(Native.fp_clone(Handle), this);

        /// <summary>The elements converted; the same tensor again where nothing is to convert.</summary>
        /// <param name="type">The new element type.</param>
        /// <param name="copy">Copies even where the type is the same already.</param>
        /// <param name="disposeAfter">Disposes this tensor.</param>
        /// <param name="non_blocking">Means nothing on the CPU.</param>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = Own(Native.fp_to_type(Handle, (int)type, copy ? 1 : 0, non_blocking ? 1 : 0), this);
            if (disposeAfter) Dispose();
            return result;
        }

        /// <summary>A copy of the rows (columns, …) that the int32 or int64 <paramref name="index"/> names.</summary>
        public Tensor index_select(long dim, Tensor index) => Own(Native.fp_index_select(Handle, dim, index.Handle), this, index);

        /// <summary>Overwrites the elements by those of <paramref name="source"/>, which is broadcast and converted.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) =>
            Changed(Native.fp_copy_(Handle, source.Handle, nonBlocking ? 1 : 0), source);

        public Tensor zero_() => Changed(Native.fp_zero_(Handle));
    }
}
