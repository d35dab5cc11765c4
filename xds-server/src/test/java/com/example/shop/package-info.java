/** A program of somebody else, which uses what the library makes public. */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
